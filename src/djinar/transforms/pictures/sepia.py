"""An old photograph."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

import cv2
import numpy as np
from annotated_types import Interval, Unit, doc

from djinar.transforms.colour import Colour
from djinar.transforms.image import I420Image, Pixels, i420_planes
from djinar.transforms.parts.yuv import BLACK, NO_COLOUR, WHITE, yuv
from djinar.transforms.registry import transform


@transform
def sepia(
    image: I420Image,
    *,
    tone: Annotated[Colour, doc("Colour of the middle tones.")] = Colour("#8a6a4b"),
    strength: Annotated[int, Interval(ge=0, le=100), Unit("%"), doc("How far the tone replaces the colours.")] = 100,
) -> I420Image:
    """The brown of an old photograph, or any other single tone.

    Brightness stays as it is. The tone is strongest half way between black and white.
    """
    y, u, v = i420_planes(image)
    brightness = cv2.resize(y, (u.shape[1], u.shape[0]), interpolation=cv2.INTER_AREA)
    for plane, tones in zip((u, v), _tones(tone), strict=True):
        cv2.addWeighted(cv2.LUT(brightness, tones), strength / 100, plane, 1 - strength / 100, 0, plane)
    return image


@lru_cache(maxsize=16)
def _tones(tone: Colour) -> tuple[Pixels, Pixels]:
    """U and V at each brightness."""
    level = ((np.arange(256) - BLACK) / (WHITE - BLACK)).clip(0, 1)
    # A parabola, 1 half way up: black stays black, and bare paper is yellowed but a little.
    weight = 4 * level * (1.08 - level)
    _, u, v = yuv(tone)
    at_u, at_v = ((NO_COLOUR + weight * (full - NO_COLOUR)).clip(0, 255) for full in (u, v))
    return at_u.astype(np.uint8), at_v.astype(np.uint8)
