"""The picture pressed into stone."""

from __future__ import annotations

import math
from typing import Annotated

import cv2
import numpy as np
from annotated_types import Interval, MultipleOf, Unit, doc

from djinar.transforms.image import I420Image, i420_planes
from djinar.transforms.parts.yuv import NO_COLOUR
from djinar.transforms.registry import transform

_MIDDLE_GREY = 126


@transform
def emboss(
    image: I420Image,
    *,
    depth: Annotated[int, Interval(ge=1, le=10), doc("How far the relief stands out.")] = 4,
    light: Annotated[
        int, Interval(ge=0, le=360), MultipleOf(5), Unit("°"), doc("Where the light comes from: 0 is right, 90 above.")
    ] = 135,
    colour: Annotated[int, Interval(ge=0, le=100), Unit("%"), doc("How much of the colour is kept.")] = 0,
) -> I420Image:
    """A relief of grey stone, lit from one side.

    Source: ``cv2.filter2D`` with Sobel's two kernels turned towards the light.
    """
    y, u, v = i420_planes(image)
    # A camera's noise would become gravel.
    smooth = cv2.GaussianBlur(y, (5, 5), 0)
    cv2.filter2D(smooth, -1, _slope_towards(light) * (depth / 4), y, delta=_MIDDLE_GREY)
    for plane in (u, v):
        cv2.convertScaleAbs(plane, plane, alpha=colour / 100, beta=NO_COLOUR * (1 - colour / 100))
    return image


def _slope_towards(light: int) -> np.ndarray:
    """Positive where the picture falls towards the light, which is the lit side of what is bright."""
    across = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]], np.float32)
    angle = math.radians(light)
    return np.float32(math.cos(angle)) * across - np.float32(math.sin(angle)) * across.T
