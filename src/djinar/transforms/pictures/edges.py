"""Outlines only."""

from __future__ import annotations

from typing import Annotated

import cv2
import numpy as np
from annotated_types import Interval

from djinar.transforms.image import BgrImage
from djinar.transforms.registry import transform


@transform
def edges(
    image: BgrImage,
    *,
    low: Annotated[int, Interval(ge=0, le=255)] = 100,
    high: Annotated[int, Interval(ge=0, le=255)] = 200,
) -> BgrImage:
    """White outlines on black.

    A contrast above ``high`` begins an outline, one above ``low`` continues it; given the wrong way round, they are
    swapped. Source: ``cv2.Canny``.
    """
    return np.asarray(cv2.cvtColor(cv2.Canny(image, low, high), cv2.COLOR_GRAY2BGR), dtype=np.uint8)
