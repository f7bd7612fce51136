"""Outlines only."""

from __future__ import annotations

from typing import Annotated

import cv2
import numpy as np
from annotated_types import Interval, doc

from djinar.transforms.image import GrayImage
from djinar.transforms.registry import transform


@transform
def edges(
    image: GrayImage,
    *,
    low: Annotated[int, Interval(ge=0, le=255), doc("A contrast above this continues an outline.")] = 100,
    high: Annotated[int, Interval(ge=0, le=255), doc("A contrast above this begins an outline.")] = 200,
) -> GrayImage:
    """White outlines on black.

    Given the wrong way round, ``low`` and ``high`` are swapped. Source: ``cv2.Canny``.
    """
    return np.asarray(cv2.Canny(image, low, high), dtype=np.uint8)
