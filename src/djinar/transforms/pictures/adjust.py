"""Brightness, contrast and saturation."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Annotated

import cv2
import numpy as np
from annotated_types import Interval, Unit, doc

from djinar.transforms.image import I420Image, Pixels, i420_planes
from djinar.transforms.parts.yuv import BLACK, NO_COLOUR, WHITE
from djinar.transforms.registry import transform


@transform
def adjust(
    image: I420Image,
    *,
    brightness: Annotated[
        int, Interval(ge=-100, le=100), Unit("%"), doc("Lightens or darkens; black stays black and white stays white.")
    ] = 0,
    contrast: Annotated[
        int, Interval(ge=-100, le=100), Unit("%"), doc("Drives light and dark apart, or brings them together.")
    ] = 0,
    saturation: Annotated[
        int, Interval(ge=-100, le=100), Unit("%"), doc("How strong the colours are; at -100 there are none.")
    ] = 0,
) -> I420Image:
    """Brightness, contrast and saturation."""
    y, u, v = i420_planes(image)
    cv2.LUT(y, _tones(brightness, contrast), y)
    colours = _colours(contrast, saturation)
    cv2.LUT(u, colours, u)
    cv2.LUT(v, colours, v)
    return image


@lru_cache(maxsize=64)
def _tones(brightness: int, contrast: int) -> Pixels:
    """Y for each Y: a gamma curve, then a slope through the middle."""
    level = ((np.arange(256) - BLACK) / (WHITE - BLACK)).clip(0, 1) ** 2.5 ** (-brightness / 100)
    steep = (level - 0.5) * _slope(contrast) + 0.5
    return np.asarray(np.rint(BLACK + (WHITE - BLACK) * steep.clip(0, 1)), np.uint8)


@lru_cache(maxsize=64)
def _colours(contrast: int, saturation: int) -> Pixels:
    """U for each U, and V for each V: as with red, green and blue, contrast drives colours apart too."""
    distance = np.arange(256) - NO_COLOUR
    scaled = distance * _slope(contrast) * (1 + saturation / 100)
    return np.asarray(np.rint(NO_COLOUR + scaled).clip(0, 255), np.uint8)


def _slope(contrast: int) -> float:
    return math.pow(2.5, contrast / 100)
