"""A drawing: flat colours, inked outlines."""

from __future__ import annotations

from typing import Annotated

import cv2
import numpy as np
from annotated_types import Interval, doc
from cv2.typing import MatLike

from djinar.transforms.image import BgrImage
from djinar.transforms.registry import transform


@transform
def cartoon(
    image: BgrImage,
    *,
    smoothing: Annotated[int, Interval(ge=0, le=20), doc("How often the colours are flattened.")] = 6,
    line_contrast: Annotated[
        int,
        Interval(ge=1, le=20),
        doc("By how many grey levels a line is darker than what is around it: the more, the fewer lines."),
    ] = 2,
) -> BgrImage:
    """Flat colours and dark outlines.

    Source: the ``cartoon`` of aiortc's example server, which this resembles at a fifth of its cost.
    """
    colours = _flat_colours(image, smoothing)
    # Without a destination, what the mask leaves out is black.
    return np.asarray(cv2.copyTo(colours, _between_lines(image, line_contrast)), dtype=np.uint8)


def _flat_colours(image: BgrImage, passes: int) -> MatLike:
    """Smoothed at a quarter of the size, where a pass over 5x5 pixels reaches as far as one over 20x20 would."""
    half = cv2.pyrDown(image)
    quarter = cv2.pyrDown(half)
    for _ in range(passes):
        quarter = cv2.bilateralFilter(quarter, d=5, sigmaColor=9, sigmaSpace=7)
    return cv2.pyrUp(cv2.pyrUp(quarter, dstsize=_size(half)), dstsize=_size(image))


def _between_lines(image: BgrImage, contrast: int) -> MatLike:
    """255 where colour goes, 0 where a line does."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    # Twice over 5x5 calms texture as once over 7x7 does, in a tenth of the time: OpenCV sorts up to 5x5 in vector
    # registers and counts histograms above.
    calm = cv2.medianBlur(cv2.medianBlur(grey, 5), 5)
    return cv2.adaptiveThreshold(calm, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 9, contrast)


def _size(image: MatLike) -> tuple[int, int]:
    """Width, height: an odd one is not twice its half."""
    return image.shape[1], image.shape[0]
