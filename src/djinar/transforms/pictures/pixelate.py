"""Large square pixels."""

from __future__ import annotations

from typing import Annotated, Literal

import cv2
import numpy as np
import numpy.typing as npt
from annotated_types import Interval, doc

from djinar.transforms.image import I420Image, i420_planes
from djinar.transforms.parts.yuv import BLACK, NO_COLOUR
from djinar.transforms.registry import transform

_RADIUS = 0.48  # of a lamp, in blocks


@transform
def pixelate(
    image: I420Image,
    *,
    blocks: Annotated[int, Interval(ge=8, le=160), doc("How many blocks there are from left to right.")] = 48,
    shape: Annotated[
        Literal["square", "round"], doc("Round ones on black look like a wall of coloured lamps.")
    ] = "square",
) -> I420Image:
    """Large blocks of one colour each.

    Source: ``cv2.resize`` with ``INTER_AREA``, so a block has the mean colour of what it hides.
    """
    y, u, v = i420_planes(image)
    height, width = u.shape
    columns = min(blocks, width)
    rows = max(1, min(round(columns * height / width), height))
    for plane, dark in ((y, BLACK), (u, NO_COLOUR), (v, NO_COLOUR)):
        size = plane.shape[1], plane.shape[0]
        means = cv2.resize(plane, (columns, rows), interpolation=cv2.INTER_AREA)
        cv2.resize(means, size, plane, interpolation=cv2.INTER_NEAREST)
        if shape == "round":
            lamps = _lamps(*size, columns, rows)
            cv2.blendLinear(plane, np.full_like(plane, dark), lamps, 1 - lamps, plane)
    return image


def _lamps(width: int, height: int, columns: int, rows: int) -> npt.NDArray[np.float32]:
    """1 where a lamp shines, 0 between them, a pixel's width of edge."""
    x = (np.arange(width, dtype=np.float32) + 0.5) * (columns / width) % 1 - 0.5
    y = (np.arange(height, dtype=np.float32) + 0.5) * (rows / height) % 1 - 0.5
    # Squares instead of roots: close to the edge of a circle of half a unit, both grow alike.
    squared = x**2 + (y**2)[:, np.newaxis]
    lamps: npt.NDArray[np.float32] = ((_RADIUS**2 - squared) * (width / columns) + 0.5).clip(0, 1)
    return lamps
