"""A photographic negative."""

from __future__ import annotations

from typing import Annotated

import cv2
import numpy as np
from annotated_types import doc

from djinar.transforms.image import I420Image, i420_planes
from djinar.transforms.parts.yuv import BLACK, NO_COLOUR, WHITE
from djinar.transforms.registry import transform

_LEVELS = np.arange(256)
_DARK_FOR_LIGHT = (BLACK + WHITE - _LEVELS).clip(0, 255).astype(np.uint8)
_OPPOSITES = (2 * NO_COLOUR - _LEVELS).clip(0, 255).astype(np.uint8)


@transform
def negative(
    image: I420Image,
    *,
    keep_hues: Annotated[bool, doc("Turn light into dark, but leave red red and blue blue.")] = False,
) -> I420Image:
    """Light turned into dark, and every colour into its opposite."""
    y, u, v = i420_planes(image)
    cv2.LUT(y, _DARK_FOR_LIGHT, y)
    if not keep_hues:
        cv2.LUT(u, _OPPOSITES, u)
        cv2.LUT(v, _OPPOSITES, v)
    return image
