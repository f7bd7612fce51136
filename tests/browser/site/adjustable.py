"""Transforms whose options show in the picture."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from annotated_types import Interval, MaxLen, MultipleOf, Unit, doc

from djinar import BgrImage, Colour, Sound, Stream, transform


@transform
def shade(
    image: BgrImage, *, level: Annotated[int, Interval(ge=0, le=255), doc("From black to white.")] = 40
) -> BgrImage:
    """One shade of gray."""
    image[:] = level
    return image


@transform
def brighten(image: BgrImage, *, by: Annotated[int, Interval(ge=0, le=200)] = 60) -> BgrImage:
    """Adds to every channel."""
    return np.minimum(image.astype(np.int16) + by, 255).astype(np.uint8)


@transform
def halve(image: BgrImage) -> BgrImage:
    """Half as bright."""
    return image // 2


@transform
def stamp(
    image: BgrImage,
    *,
    text: Annotated[str, MaxLen(24)] = "hello",
    paint: Annotated[Colour, doc("Of the letters.")] = Colour("#ff8800"),
    size: Annotated[float, Interval(ge=0.5, le=4.0), Unit("×")] = 1.5,
    every: Annotated[int, MultipleOf(5), doc("In steps of five.")] = 10,
    corner: Literal["top_left", "top_right", "bottom"] = "top_left",
    turn: Literal[0, 45, 90, 180, 270] = 0,
    bold: bool = False,
) -> BgrImage:
    """An option of every kind."""
    image[: every * 10] = paint.bgr
    return image


@transform
def fussy(image: BgrImage, *, limit: Annotated[int, Interval(ge=0, le=10)] = 10) -> BgrImage:
    """Fails below five."""
    if limit < 5:
        raise ValueError("That is too low.")
    return image


@transform
def louder(sound: Sound, *, times: Annotated[float, Interval(ge=0, le=4)] = 1.0) -> Sound:
    """Or quieter."""
    return np.asarray(np.clip(sound * times, -32768, 32767), np.int16)


@transform(name="as_it_is", keeps_picture=True)
def unchanged(sound: Sound) -> Sound:
    """What the microphone hears."""
    return sound


class Adjustable(Stream):
    transforms = [shade, brighten, halve, stamp, fussy, "none"]
    audio = [unchanged, louder]
