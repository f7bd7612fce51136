"""The parts of a session that render, put together without a session."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import webrtc

from djinar.media.returned_sound import ReceivedSound
from djinar.media.samples import SampleReader, Samples, engine_block
from djinar.media.video import Planes, ReceivedPicture
from djinar.sessions.chosen import ChosenTransforms
from djinar.sessions.failures import Failures
from djinar.sessions.rendering import Renderer
from djinar.sessions.sounding import SoundRenderer
from djinar.sessions.threads import TransformThreads
from djinar.sessions.turns import Told, Turns
from djinar.transforms.chain import Choice
from djinar.transforms.pictures.none import none
from djinar.transforms.transform import Transform, described

MAX_FAILURES = 4
LONG_SECONDS = 10.0
SOON_SECONDS = 0.2


def offered(*sources: Callable[..., Any], block_ms: int = 10) -> dict[str, Transform]:
    return {
        source.__name__: described(source, source.__name__, keeps_picture=source is none, block_ms=block_ms)
        for source in sources
    }


def named(*names: str) -> list[Choice]:
    return [Choice(name) for name in names]


@contextmanager
def picture(timestamp_us: int = 0, rotation: int = 0) -> Iterator[ReceivedPicture]:
    """A grey one of 8x4 pixels, as the engine decodes it."""
    frame = webrtc.VideoFrame(
        bytes([120] * 32 + [128] * 16),
        webrtc.VideoFrameBufferInit(
            format=webrtc.VideoPixelFormat.I420,
            coded_width=8,
            coded_height=4,
            timestamp=timestamp_us,
            rotation=rotation,
        ),
    )
    try:
        yield ReceivedPicture(frame, decoded_at_us=timestamp_us)
    finally:
        frame.close()


class Clock:
    seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


class Parts:
    """With threads of their own; keeps what would be told to the peer."""

    def __init__(self, transforms: dict[str, Transform], *, deadline_seconds: float, max_chain_length: int) -> None:
        self.failures_told: list[tuple[str, str]] = []
        self.threads = TransformThreads(2, replaced_at_most=2)
        self.chosen = ChosenTransforms(transforms, max_chain_length)
        self.turns = Turns(self.threads, deadline_seconds)
        self.failures = Failures(self.chosen, MAX_FAILURES, lambda name, why: self.failures_told.append((name, why)))

    async def aclose(self) -> None:
        self.threads.stop()
        for thread in threading.enumerate():
            if thread.name == "djinar transform":
                await asyncio.to_thread(thread.join, LONG_SECONDS)
                assert not thread.is_alive()


class Rendering(Parts):
    """Of pictures."""

    def __init__(self, *sources: Callable[..., Any], deadline_seconds: float = LONG_SECONDS) -> None:
        super().__init__(offered(*sources), deadline_seconds=deadline_seconds, max_chain_length=8)
        self.told: list[tuple[Told, int | None]] = []
        self.renderer = Renderer(
            self.chosen, self.turns, self.failures, lambda told, timestamp: self.told.append((told, timestamp))
        )

    async def render(self, timestamp_us: int = 0, rotation: int = 0) -> Planes | ReceivedPicture | None:
        with picture(timestamp_us, rotation) as received:
            rendered = await asyncio.wait_for(self.renderer(received), LONG_SECONDS)
            if rendered is not None:
                self.renderer.sent(timestamp_us)
            return rendered


class Sounding(Parts):
    """Of sound."""

    def __init__(self, transforms: dict[str, Transform], *, deadline_seconds: float = LONG_SECONDS) -> None:
        super().__init__(transforms, deadline_seconds=deadline_seconds, max_chain_length=8)
        self.told: list[Told] = []
        self.renderer = SoundRenderer(self.chosen, self.turns, self.failures, self.told.append)
        self._reader = SampleReader()

    async def hear(self, block: Samples) -> Samples | ReceivedSound:
        """10 ms in, what is sent for it out."""
        received = engine_block(block)
        try:
            return await asyncio.wait_for(self.renderer(ReceivedSound(received, self._reader)), LONG_SECONDS)
        finally:
            received.close()

    async def hear_all(self, blocks: Sequence[Samples]) -> list[int]:
        """The first sample of each block of 10 ms that came out."""
        out = [(block, await self.hear(block)) for block in blocks]
        heard = [block if isinstance(samples, ReceivedSound) else samples for block, samples in out]
        return [int(first) for samples in heard for first in samples[::480, 0]]


def numbered(first: int, last: int, *, channels: int = 2) -> list[Samples]:
    """Blocks of 10 ms; every sample of each is its number."""
    return [np.full((480, channels), number, np.int16) for number in range(first, last + 1)]
