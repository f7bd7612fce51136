"""Sound of a file on its way to the peer, in blocks of 20 ms, 48 kHz, stereo."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Protocol

import av
import numpy as np
import webrtc

from djinar.exceptions import ConfigurationError, ServerStopping
from djinar.media.samples import RATE_HZ, Samples, engine_block

CHANNELS = 2
BLOCK_SECONDS = 0.02
BLOCK_SAMPLES = int(RATE_HZ * BLOCK_SECONDS)
_BLOCKS_AHEAD = 5


class SoundPath(Protocol):
    """A track of sound and what fills it."""

    @property
    def track(self) -> webrtc.MediaStreamTrack: ...

    async def run(self) -> None:
        """Returns when there is no more sound."""


def blocks(path: Path) -> Iterator[Samples]:
    """The first sound track of a file; the last block is filled up with silence.

    Blocking: reads and decodes as it goes. Any rate and channel count is resampled and mixed.

    Raises:
        av.FFmpegError: the file cannot be read.
        ConfigurationError: there is no sound in it.
    """
    resampler = av.AudioResampler(format="s16", layout="stereo", rate=RATE_HZ, frame_size=BLOCK_SAMPLES)
    with av.open(str(path)) as container:
        if not container.streams.audio:
            raise ConfigurationError(f"{path.name} holds no sound.")
        for frame in container.decode(audio=0):
            frame.pts = None
            yield from (_filled_up(block) for block in resampler.resample(frame))
        yield from (_filled_up(block) for block in resampler.resample(None))


def _filled_up(block: av.AudioFrame) -> Samples:
    samples = np.zeros((BLOCK_SAMPLES, CHANNELS), np.int16)
    samples[: block.samples] = block.to_ndarray().reshape(-1, CHANNELS)
    return samples


class FilePlayer:
    """Plays a file once, in real time; read on a worker thread, at most 100 ms ahead."""

    def __init__(self, path: Path) -> None:
        self.track = webrtc.MediaStreamTrackGenerator("audio")
        self._path = path

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        writer = self.track.writable.get_writer()
        source = blocks(self._path)
        due = loop.time()
        try:
            while ahead := await _next(source):
                for block in ahead:
                    await writer.write(engine_block(block))
                    # After a stall the lost time is not made up for, or as much sound would come at once.
                    due = max(due + BLOCK_SECONDS, loop.time() - _BLOCKS_AHEAD * BLOCK_SECONDS)
                    await asyncio.sleep(max(0.0, due - loop.time()))
        finally:
            writer.abort()


def _next(source: Iterator[Samples]) -> asyncio.Future[list[Samples]]:
    """Raises:
    ServerStopping: the interpreter ends; it closes its thread pools before it lets anybody know.
    """
    try:
        return asyncio.get_running_loop().run_in_executor(None, lambda: list(islice(source, _BLOCKS_AHEAD)))
    except RuntimeError as error:
        raise ServerStopping from error
