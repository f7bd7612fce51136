"""Sound as arrays and as blocks of the engine."""

from __future__ import annotations

from typing import Literal, TypeAlias

import av
import numpy as np
import numpy.typing as npt
import webrtc

RATE_HZ = 48_000

Samples: TypeAlias = npt.NDArray[np.int16]
"""``int16``, shape ``(samples, channels)``, 48 kHz, one or two channels."""

_LAYOUTS: dict[int, Literal["mono", "stereo"]] = {1: "mono", 2: "stereo"}


def engine_block(samples: Samples) -> webrtc.AudioData:
    return webrtc.AudioData(
        webrtc.AudioDataInit(
            format=webrtc.AudioSampleFormat.s16,
            sample_rate=RATE_HZ,
            number_of_frames=samples.shape[0],
            number_of_channels=samples.shape[1],
            timestamp=0,
            data=samples.tobytes(),
        )
    )


def silence(*, like: webrtc.AudioData) -> Samples:
    """As long as the block, with as many channels."""
    return np.zeros((int(like.number_of_frames * RATE_HZ / like.sample_rate), like.number_of_channels), np.int16)


class SampleReader:
    """Reads the blocks of one track, in order.

    Opus arrives at 48 kHz, G.711 at 8 and G.722 at 16; those are brought to 48.
    """

    def __init__(self) -> None:
        self._resampler: av.AudioResampler | None = None
        self._resampled: tuple[float, int] = (0, 0)

    def read(self, block: webrtc.AudioData) -> Samples:
        """A copy, as long as the block in time."""
        samples = np.empty((block.number_of_frames, block.number_of_channels), np.int16)
        options = webrtc.AudioDataCopyToOptions(plane_index=0, format=webrtc.AudioSampleFormat.s16)
        block.copy_to(samples.data.cast("B"), options)
        return samples if block.sample_rate == RATE_HZ else self._at_our_rate(samples, int(block.sample_rate))

    def _at_our_rate(self, samples: Samples, rate_hz: int) -> Samples:
        count, channels = samples.shape
        layout = _LAYOUTS[channels]
        if self._resampler is None or self._resampled != (rate_hz, channels):
            self._resampler = av.AudioResampler(format="s16", layout=layout, rate=RATE_HZ)
            self._resampled = (rate_hz, channels)
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout=layout)
        frame.rate = rate_hz
        made = [part.to_ndarray().reshape(-1, channels) for part in self._resampler.resample(frame)]
        # The filter keeps the end of a block back for the next, so the first one is short.
        missing = count * RATE_HZ // rate_hz - sum(map(len, made))
        return np.concatenate([np.zeros((max(0, missing), channels), np.int16), *made])
