"""The picture out of focus."""

from __future__ import annotations

from typing import Annotated

import cv2
import numpy as np
import numpy.typing as npt
from annotated_types import Interval, Unit, doc

from djinar.transforms.image import I420Image, i420_planes
from djinar.transforms.registry import transform

_EDGE = 0.35
# At 100 % the soft edge begins in the corners.
_FARTHEST = 2**0.5 + _EDGE


@transform
def blur(
    image: I420Image,
    *,
    strength: Annotated[int, Interval(ge=0, le=100), Unit("%"), doc("How far everything runs together.")] = 25,
    focus: Annotated[
        int, Interval(ge=0, le=100), Unit("%"), doc("How much of the middle stays sharp, with a soft edge.")
    ] = 0,
) -> I420Image:
    """Out of focus, all of it or all but the middle.

    Source: ``cv2.stackBlur``, close to a Gaussian and as quick for a wide blur as for a narrow one.
    """
    for plane in i420_planes(image):
        height, width = plane.shape
        # Of the shorter side, so that a picture looks the same at every size.
        window_px = 2 * round(strength / 100 * min(height, width) / 6) + 1
        soft = cv2.stackBlur(plane, (window_px, window_px))
        if focus:
            sharpness = cv2.resize(_sharpness(focus), (width, height))
            cv2.blendLinear(plane, soft, sharpness, 1 - sharpness, plane)
        else:
            plane[:] = soft
    return image


def _sharpness(focus: int) -> npt.NDArray[np.float32]:
    """Small, to be stretched over the picture: 1 in the middle, 0 outside, an ellipse with a soft edge."""
    place = np.linspace(-1, 1, 64, dtype=np.float32)
    distance = np.hypot(place, place[:, np.newaxis])
    return ((_FARTHEST * focus / 100 - distance) / _EDGE).clip(0, 1)
