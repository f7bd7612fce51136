"""The peer's own sound on its way back, through a render call."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import closing
from typing import TypeAlias

import webrtc

from djinar.media.samples import SampleReader, Samples, engine_block, silence

_BLOCK_MS = 10
_BLOCK_SAMPLES = 480
_HELD_BLOCKS_AT_MOST = 5
_SOUND_IS_LATER_MS = 60


class ReceivedSound:
    """A block of 10 ms, valid until the render call that got it returns."""

    __slots__ = ("_block", "_reader", "timestamp_us")

    def __init__(self, block: webrtc.AudioData, reader: SampleReader) -> None:
        self._block = block
        self._reader = reader
        self.timestamp_us = block.timestamp
        """When the block arrived, by the monotonic clock."""

    def samples(self) -> Samples:
        """A copy. To be called once at the most."""
        return self._reader.read(self._block)


RenderSound: TypeAlias = Callable[[ReceivedSound], Awaitable[ReceivedSound | Samples | None]]
"""Turns a block into what is sent: itself, untouched; other samples, of any length, none included, for a render call
that gathers a few; or ``None``, and silence of the same length is sent."""


class ReturnedSound:
    """Returns the peer's own sound, in step with the picture that is returned beside it.

    Sound is some 60 ms later than a picture that nothing is done with, since it waits longer in the engine. A picture
    that takes more time in a transform would fall behind; then the sound waits as well, for 50 ms at the most. As much
    again waits unread when the render call is slow or the media loop busy; of more than that the oldest is dropped.
    """

    def __init__(
        self, received: webrtc.MediaStreamTrack, render: RenderSound, picture_age_ms: Callable[[], float]
    ) -> None:
        self._mailbox = webrtc.MediaStreamTrackProcessor(
            webrtc.MediaStreamTrackProcessorInit(received, max_buffer_size=_HELD_BLOCKS_AT_MOST)
        )
        self._render = render
        self._reader = SampleReader()
        self._picture_age_ms = picture_age_ms
        self._held_blocks = 0
        self.track = webrtc.MediaStreamTrackGenerator("audio")

    @property
    def blocks_in(self) -> int:
        return self._mailbox.total_frames

    @property
    def blocks_dropped(self) -> int:
        return self._mailbox.discarded_frames

    async def run(self) -> None:
        """Returns when the received track ends."""
        reader = self._mailbox.readable.get_reader()
        writer = self.track.writable.get_writer()
        held: deque[webrtc.AudioData] = deque()
        try:
            while isinstance(block := (await reader.read()).value, webrtc.AudioData):
                held.extend(await self._rendered(block))
                self._follow_picture()
                while len(held) > self._held_blocks:
                    await writer.write(held.popleft())
        finally:
            for block in held:
                block.close()
            reader.cancel()
            writer.abort()

    async def _rendered(self, block: webrtc.AudioData) -> list[webrtc.AudioData]:
        """In blocks of 10 ms, which the caller closes."""
        with closing(block):
            rendered = await self._render(ReceivedSound(block, self._reader))
            if isinstance(rendered, ReceivedSound):
                return [block.clone()]
            samples = silence(like=block) if rendered is None else rendered
            return [
                engine_block(samples[first : first + _BLOCK_SAMPLES])
                for first in range(0, len(samples), _BLOCK_SAMPLES)
            ]

    def _follow_picture(self) -> None:
        """Each change is a gap or a jump in the sound, so small ones are let be."""
        wanted = round((self._picture_age_ms() - _SOUND_IS_LATER_MS) / _BLOCK_MS)
        wanted = min(max(wanted, 0), _HELD_BLOCKS_AT_MOST)
        if abs(wanted - self._held_blocks) > 1:
            self._held_blocks = wanted
