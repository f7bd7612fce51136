"""Transforms as a developer's own module has them."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated, Literal

import numpy as np
from annotated_types import Interval, MaxLen, MultipleOf, Unit, doc

from djinar import BgrImage, Colour, Frame, GrayImage, Sound, transform


class Corner(Enum):
    TOP = 1
    BOTTOM = 2


@transform
def own_everything(
    image: BgrImage,
    frame: Frame,
    *,
    count: Annotated[int, Interval(ge=0, le=10), doc("How many.")] = 3,
    share: Annotated[float, Interval(ge=0, le=1), MultipleOf(0.25), Unit("s")] = 0.5,
    on: bool = False,
    text: Annotated[str, MaxLen(5)] = "",
    colour: Colour = Colour("#ff8800"),
    side: Literal["left", "right"] = "left",
    corner: Corner = Corner.TOP,
) -> BgrImage:
    """Tells what it was given."""
    frame.tell({"count": count, "share": share, "on": on, "text": text, "side": side, "corner": corner.name})
    frame.tell({"colour": np.array(colour.bgr)})
    return image


@transform
def own_gray(image: GrayImage) -> GrayImage:
    return 255 - image


@transform
async def own_remote(image: BgrImage) -> BgrImage:
    """Asks somebody else."""
    await asyncio.sleep(0)
    return 255 - image


@transform
@dataclass(kw_only=True)
class OwnCounter:
    """As bright as it has seen pictures."""

    seen: int = field(init=False, default=0)

    def __call__(self, image: BgrImage) -> BgrImage:
        self.seen += 1
        image[:] = self.seen * 10
        return image


@transform
def own_first(image: BgrImage, frame: Frame) -> BgrImage:
    """Undoes what it did."""
    image[:] = 0
    return frame.received()


@transform
def own_failing(image: BgrImage, frame: Frame) -> BgrImage:
    if frame.number == 7:
        raise RuntimeError("The seventh\nis one too many.")
    return image


@transform
def own_misshapen(image: BgrImage) -> BgrImage:
    return image[:, :, 0]


@transform
def own_slow(image: BgrImage, frame: Frame) -> BgrImage:
    frame.tell({"number": frame.number})
    time.sleep(0.2)
    return image


@transform(block_ms=20)
def own_quieter(sound: Sound, *, share: Annotated[float, Interval(ge=0, le=1)] = 0.5) -> Sound:
    """Less loud."""
    return (sound * share).astype(np.int16)


@transform
def own_clipped(sound: Sound) -> Sound:
    return sound[:-1]


def undecorated(image: BgrImage) -> BgrImage:
    return image
