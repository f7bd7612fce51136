"""Pictures as transforms see them, and the way from and to the planes that the video engine speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from djinar.exceptions import InvalidImage

BgrImage: TypeAlias = npt.NDArray[np.uint8]
"""``uint8``, shape ``(height, width, 3)``, channels blue, green, red."""

I420Image: TypeAlias = npt.NDArray[np.uint8]
"""``uint8``, shape ``(height * 3 // 2, width)``, both even: the rows of Y, then U and V at half size, packed.

Limited range, BT.601: what VP8 carries and OpenCV assumes.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What is known of a picture besides its pixels."""

    time_seconds: float
    """When the picture was taken, from 0 at the session's first."""
    number: int
    """Counts the pictures of the session, dropped ones not included, from 0."""


def bgr_from_i420(planes: I420Image) -> BgrImage:
    """The picture as a new, contiguous array that the caller owns. Source: ``cv2.COLOR_YUV2BGR_I420``."""
    return np.asarray(cv2.cvtColor(planes, cv2.COLOR_YUV2BGR_I420), dtype=np.uint8)


def i420_from_bgr(image: object) -> I420Image:
    """The planes of what a transform returned; an odd last row or column is cut off, since I420 halves the colours.

    Raises:
        InvalidImage: it is not a ``BgrImage`` of at least 2x2 pixels.

    Source: ``cv2.COLOR_BGR2YUV_I420``.
    """
    if not isinstance(image, np.ndarray):
        raise InvalidImage(f"A transform must return a NumPy array, not {type(image).__name__}.")
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or min(image.shape[:2]) < 2:
        raise InvalidImage(
            "A transform must return uint8 of shape (height, width, 3), at least 2x2, "
            f"not {image.dtype} of shape {image.shape}."
        )
    height, width = image.shape[0] & ~1, image.shape[1] & ~1
    return np.asarray(cv2.cvtColor(image[:height, :width], cv2.COLOR_BGR2YUV_I420), dtype=np.uint8)
