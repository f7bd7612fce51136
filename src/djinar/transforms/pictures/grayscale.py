"""A black and white photograph."""

from __future__ import annotations

from typing import Annotated

import cv2
from annotated_types import Interval, Unit, doc

from djinar.transforms.image import I420Image, i420_planes
from djinar.transforms.parts.yuv import NO_COLOUR
from djinar.transforms.registry import transform


@transform
def grayscale(
    image: I420Image,
    *,
    strength: Annotated[int, Interval(ge=0, le=100), Unit("%"), doc("How much of the colour is taken away.")] = 100,
) -> I420Image:
    """Black and white."""
    kept = 1 - strength / 100
    for plane in i420_planes(image)[1:]:
        cv2.convertScaleAbs(plane, plane, alpha=kept, beta=NO_COLOUR * (1 - kept))
    return image
