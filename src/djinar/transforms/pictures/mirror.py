"""The picture the other way round."""

from __future__ import annotations

from typing import Annotated, Literal

import cv2
from annotated_types import doc

from djinar.transforms.image import I420Image, Pixels, i420_planes
from djinar.transforms.registry import transform

_FLIP_CODES = {"horizontal": 1, "vertical": 0, "both": -1}


@transform
def mirror(
    image: I420Image,
    *,
    direction: Annotated[
        Literal["horizontal", "vertical", "both"],
        doc("Horizontal swaps left and right, vertical swaps top and bottom."),
    ] = "horizontal",
    symmetry: Annotated[
        bool, doc("Keep the left half, the upper half or the upper left quarter, and mirror it over the rest.")
    ] = False,
) -> I420Image:
    """Left and right swapped, as in a mirror.

    Source: ``cv2.flip``.
    """
    for plane in i420_planes(image):
        if symmetry:
            _fold(plane, direction)
        else:
            plane[:] = cv2.flip(plane, _FLIP_CODES[direction])
    return image


def _fold(plane: Pixels, direction: str) -> None:
    """Of an odd number of rows or columns, the middle one stays where it is."""
    height, width = plane.shape
    if direction != "vertical":
        plane[:, (width + 1) // 2 :] = plane[:, : width // 2][:, ::-1]
    if direction != "horizontal":
        plane[(height + 1) // 2 :] = plane[: height // 2][::-1]
