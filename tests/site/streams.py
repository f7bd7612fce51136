"""Streams for tests."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Annotated, Any
from weakref import WeakSet

from annotated_types import Interval

from djinar import BgrImage, Frame, Sound, Stream, transform
from djinar.sessions.reasons import EndReason
from djinar.sessions.session import Session


@transform
def negative(image: BgrImage) -> BgrImage:
    """Every colour becomes its opposite."""
    return 255 - image


@transform
def shade(image: BgrImage, *, level: Annotated[int, Interval(ge=0, le=255)] = 50) -> BgrImage:
    """One grey everywhere."""
    image[:] = level
    return image


@transform
def slow(image: BgrImage) -> BgrImage:
    time.sleep(0.1)
    return image


@transform
def failing(image: BgrImage) -> BgrImage:
    raise RuntimeError("This transform always fails.")


@transform
def flaky(image: BgrImage, frame: Frame) -> BgrImage:
    """Fails at every second picture; the others are white."""
    if frame.number % 2:
        raise RuntimeError("This transform fails at times.")
    image[:] = 255
    return image


@transform
def misshapen(image: BgrImage) -> BgrImage:
    return image[:, :, 0]


@transform
def halved(image: BgrImage) -> BgrImage:
    """Another size, and an odd one."""
    return image[: image.shape[0] // 2 + 1, : image.shape[1] // 2 + 1]


@transform
async def remote(image: BgrImage) -> BgrImage:
    """As a call to a model on another machine would be."""
    await asyncio.sleep(0.01)
    image[:] = (255, 0, 0)
    return image


media_loops = WeakSet[asyncio.AbstractEventLoop]()
"""Those that streams were made on."""


class Studio(Stream):
    transforms = [
        "none",
        "cartoon",
        "edges",
        "rotate",
        negative,
        shade,
        slow,
        failing,
        flaky,
        misshapen,
        halved,
        remote,
    ]
    audio = "echo"

    def __init__(self, session: Session, context: Mapping[str, Any]) -> None:
        super().__init__(session, context)
        media_loops.add(asyncio.get_running_loop())

    async def message_received(self, message: str) -> None:
        if message == "end":
            self.session.end()
        elif message == "raise":
            raise RuntimeError("This stream fails when asked to.")
        else:
            await self.send(f"you said {message}")

    async def ended(self, reason: EndReason) -> None:
        print(f"stream ended: {reason}", flush=True)


class Greeter(Stream):
    transforms = ["none", slow]
    audio = "tone.wav"


class Broken(Stream):
    audio = "streams.py"  # a file, but not of sound

    async def ended(self, reason: EndReason) -> None:
        print(f"stream ended: {reason}", flush=True)


@transform
def hoarse(sound: Sound) -> Sound:
    raise RuntimeError("This transform always fails.")


class Hoarse(Stream):
    audio = hoarse


class Quiet(Stream):
    transforms = ["none"]
