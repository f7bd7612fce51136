"""A pencil drawing."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

import cv2
import numpy as np
from annotated_types import Interval, Unit, doc

from djinar.transforms.image import I420Image, Pixels, i420_planes
from djinar.transforms.parts.yuv import BLACK, NO_COLOUR, WHITE
from djinar.transforms.registry import transform


@transform
def sketch(
    image: I420Image,
    *,
    line_width: Annotated[int, Interval(ge=1, le=20), doc("From a hard pencil to a piece of charcoal.")] = 6,
    darkness: Annotated[int, Interval(ge=0, le=100), Unit("%"), doc("How hard the pencil is pressed.")] = 50,
    shading: Annotated[int, Interval(ge=0, le=100), Unit("%"), doc("How far dark places are shaded.")] = 30,
    colour: Annotated[int, Interval(ge=0, le=100), Unit("%"), doc("0 for a pencil, more for crayons.")] = 0,
) -> I420Image:
    """Pencil lines on white paper.

    Source: the "colour dodge" of picture editors: each pixel divided by the mean of those around it.
    """
    y, u, v = i420_planes(image)
    around_px = 2 * round(line_width * max(min(y.shape), 120) / 480) + 1
    around = cv2.stackBlur(y, (around_px, around_px))
    lines = cv2.LUT(cv2.divide(y, around, scale=WHITE), _pencil(darkness))
    cv2.multiply(lines, cv2.LUT(y, _paper(shading)), y, scale=1 / 255)
    for plane in (u, v):
        cv2.convertScaleAbs(plane, plane, alpha=colour / 100, beta=NO_COLOUR * (1 - colour / 100))
    return image


@lru_cache(maxsize=32)
def _pencil(darkness: int) -> Pixels:
    """Y of a pixel by its part of the mean around it, where ``WHITE`` is all of it."""
    part = (np.arange(256) / WHITE).clip(0, 1)
    return np.rint(BLACK + (WHITE - BLACK) * part ** (1 + 7 * darkness / 100)).astype(np.uint8)


@lru_cache(maxsize=32)
def _paper(shading: int) -> Pixels:
    """What is left of the paper's white, of 255, at each Y."""
    dark = ((WHITE - np.arange(256)) / (WHITE - BLACK)).clip(0, 1)
    return np.rint(255 * (1 - shading / 100 * dark)).astype(np.uint8)
