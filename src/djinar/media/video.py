"""A picture's way through the server: from the decoder's mailbox of one, through a render call, to the encoder."""

from __future__ import annotations

import time
from collections import deque
from contextlib import closing
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt
import webrtc

from djinar.exceptions import DjinarError, EngineError
from djinar.media.encoding import VideoEncoding
from djinar.media.frame_rate import FrameRateLimit
from djinar.media.recent import Recent
from djinar.media.rtp_clock import RtpClock
from djinar.media.video_limits import VideoLimits

_LAGS_KEPT = 100

Planes: TypeAlias = npt.NDArray[np.uint8]
"""An I420 picture, ``uint8``, shape ``(height * 3 // 2, width)``, both even, packed."""


class PictureTooLarge(DjinarError):
    def __init__(self, width_px: int, height_px: int, limit_px: int) -> None:
        super().__init__(f"A picture of {width_px}x{height_px} arrived; at most {limit_px} pixels are allowed.")


class ReceivedPicture:
    """A decoded picture, valid until the render call that got it returns."""

    __slots__ = ("_decoded_at_us", "_frame", "height_px", "rotation", "timestamp_us", "width_px")

    def __init__(self, frame: webrtc.VideoFrame, decoded_at_us: float) -> None:
        self._frame = frame
        self._decoded_at_us = decoded_at_us
        self.width_px = frame.coded_width
        self.height_px = frame.coded_height
        self.timestamp_us = frame.timestamp
        """When the engine would show it, by the monotonic clock."""
        self.rotation = frame.rotation
        """By how many degrees, clockwise, it is to be turned when shown."""

    @property
    def age_ms(self) -> float:
        """Since it was decoded, its time in the mailbox included."""
        return max(0.0, _now_us() - self._decoded_at_us) / 1_000

    def planes(self) -> Planes:
        """A copy of the pixels, without an odd last row or column. Must be called on the media loop.

        Raises:
            EngineError: the peer sends pictures of more than 8 bits or of other colour sampling.
        """
        if self._frame.format != webrtc.VideoPixelFormat.I420:
            raise EngineError(f"The peer sends {self._frame.format} pictures; transforms work on 8-bit 4:2:0 only.")
        width, height = self.width_px & ~1, self.height_px & ~1
        planes = np.empty((height * 3 // 2, width), dtype=np.uint8)
        options = webrtc.VideoFrameCopyToOptions(rect=webrtc.DOMRectInit(0, 0, width, height))
        self._frame.copy_to(planes.data.cast("B"), options).result()
        return planes


class Render(Protocol):
    async def __call__(self, picture: ReceivedPicture, /) -> ReceivedPicture | Planes | None:
        """The picture to send: itself, untouched; other planes; or ``None``, and nothing is sent."""

    def sent(self, rtp_timestamp: int | None, /) -> None:
        """What the call returned last is with the encoder. The timestamp is the one that the far end sees it with, to
        within 2 ms; ``None`` when it is not known yet, or the peer wants nothing back.
        """


class VideoPath:
    """Receives a track, renders each picture and sends the result.

    While a picture is rendered the newest of those that arrive waits in a mailbox of one; older ones are dropped there
    and counted, so a slow render lowers the rate and never raises the delay.
    """

    def __init__(
        self,
        received: webrtc.MediaStreamTrack,
        render: Render,
        encoding: VideoEncoding | None,
        *,
        limits: VideoLimits,
        clock: RtpClock | None = None,
    ) -> None:
        """Without an ``encoding`` the peer wants nothing back; its pictures are rendered all the same."""
        self._mailbox = webrtc.MediaStreamTrackProcessor(
            webrtc.MediaStreamTrackProcessorInit(received, max_buffer_size=1)
        )
        self._generator = webrtc.VideoTrackGenerator()
        self._render = render
        self._encoding = encoding
        self._limit_px = limits.picture_px
        self._frame_rate = FrameRateLimit(limits.frame_rate_fps)
        self._clock = clock
        # The engine says when it would show a picture, not when it decoded it. The two are as far apart as for that
        # of the last pictures which we had soonest; the others waited for us.
        self._lags_us: deque[float] = deque(maxlen=_LAGS_KEPT)
        self.frames_out = 0
        self.ages_ms = Recent()
        """Of each picture when it had gone out, since it was decoded."""
        self.width_px = 0
        self.height_px = 0

    @property
    def track(self) -> webrtc.MediaStreamTrack:
        """What is sent back."""
        return self._generator.track

    @property
    def frames_in(self) -> int:
        return self._mailbox.total_frames

    @property
    def frames_dropped(self) -> int:
        return self._mailbox.discarded_frames + self._frame_rate.dropped

    async def run(self) -> None:
        """Returns when the received track ends.

        Raises:
            PictureTooLarge: the peer sends pictures over the limit.
        """
        reader = self._mailbox.readable.get_reader()
        writer = self._generator.writable.get_writer()
        try:
            while isinstance(frame := (await reader.read()).value, webrtc.VideoFrame):
                with closing(frame):
                    if not self._frame_rate.admits():
                        continue
                    picture = self._received(frame)
                    produced = await self._produce(picture, frame)
                    if produced is not None:
                        rtp_timestamp = self._clock.rtp_timestamp(frame.timestamp) if self._clock else None
                        await writer.write(produced)
                        self.frames_out += 1
                        self.ages_ms.add(picture.age_ms)
                        self._render.sent(rtp_timestamp)
        finally:
            reader.cancel()
            writer.abort()

    def _received(self, frame: webrtc.VideoFrame) -> ReceivedPicture:
        self.width_px, self.height_px = frame.coded_width, frame.coded_height
        if self.width_px * self.height_px > self._limit_px:
            raise PictureTooLarge(self.width_px, self.height_px, self._limit_px)
        self._lags_us.append(_now_us() - frame.timestamp)
        return ReceivedPicture(frame, frame.timestamp + min(self._lags_us))

    async def _produce(self, picture: ReceivedPicture, frame: webrtc.VideoFrame) -> webrtc.VideoFrame | None:
        rendered = await self._render(picture)
        if rendered is None:
            return None
        if isinstance(rendered, ReceivedPicture):
            await self._fit_encoding()
            return frame
        height, width = rendered.shape
        await self._fit_encoding(width, height * 2 // 3)
        return webrtc.VideoFrame(
            rendered.data.cast("B"),
            webrtc.VideoFrameBufferInit(
                format=webrtc.VideoPixelFormat.I420,
                coded_width=width,
                coded_height=height * 2 // 3,
                timestamp=frame.timestamp,
                rotation=frame.rotation,
            ),
        )

    async def _fit_encoding(self, *size_px: int) -> None:
        if self._encoding:
            await self._encoding.fit(*size_px)


def _now_us() -> float:
    """By the clock of the engine's timestamps."""
    return time.monotonic_ns() / 1_000
