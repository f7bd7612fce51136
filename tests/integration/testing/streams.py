"""A stream that is tested, and the transforms that it offers."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from annotated_types import Interval

from djinar import BgrImage, Frame, Sound, Stream, transform
from djinar.sessions.reasons import EndReason
from djinar.sessions.session import Session


@transform
def dye(image: BgrImage, *, level: Annotated[int, Interval(ge=0, le=255)] = 40) -> BgrImage:
    """One grey everywhere."""
    image[:] = level
    return image


@transform
def brighten(image: BgrImage, *, by: Annotated[int, Interval(ge=0, le=100)] = 10) -> BgrImage:
    image += by
    return image


@transform
def tell_size(image: BgrImage, frame: Frame) -> BgrImage:
    frame.tell({"height": image.shape[0], "darkest": image.min()})
    return image


@transform
@dataclass
class Counted:
    """Fails at the third picture and ever after."""

    seen: int = field(default=0, init=False)

    def __call__(self, image: BgrImage) -> BgrImage:
        self.seen += 1
        if self.seen > 2:
            raise LookupError("This was one picture too many.")
        return image


@transform
def stuck(image: BgrImage) -> BgrImage:
    time.sleep(0.4)
    return image


@transform
def as_it_is(sound: Sound) -> Sound:
    return sound


@transform
def quieter(sound: Sound, *, percent: Annotated[int, Interval(ge=0, le=100)] = 50) -> Sound:
    sound[:] = sound * (percent / 100)
    return sound


@transform
def out_of_tune(sound: Sound) -> Sound:
    raise ArithmeticError("No such note.")


class Salon(Stream):
    """Repeats what it is told, and remembers why it ended."""

    transforms = ["none", dye, brighten, tell_size, Counted, stuck]
    audio = [as_it_is, quieter, out_of_tune]

    def __init__(self, session: Session, context: Mapping[str, Any]) -> None:
        super().__init__(session, context)
        self.reason: EndReason | None = None

    async def message_received(self, message: str) -> None:
        match message:
            case "end":
                self.session.end()
            case "raise":
                raise LookupError("This stream fails when asked to.")
            case _:
                await self.send(message)

    async def ended(self, reason: EndReason) -> None:
        self.reason = reason
