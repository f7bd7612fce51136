"""What the synthetic camera sees, and how test pictures are compared."""

from __future__ import annotations

import numpy as np

from djinar import BgrImage

WIDTH_PX, HEIGHT_PX = 320, 240
_CORNERS = ((200, 60, 40), (40, 180, 60), (50, 50, 210), (60, 190, 200))


def scene() -> BgrImage:
    """Four fields of different colours, no two alike whichever way the picture is turned or inverted."""
    image = np.empty((HEIGHT_PX, WIDTH_PX, 3), dtype=np.uint8)
    middle_y, middle_x = HEIGHT_PX // 2, WIDTH_PX // 2
    image[:middle_y, :middle_x], image[:middle_y, middle_x:] = _CORNERS[:2]
    image[middle_y:, :middle_x], image[middle_y:, middle_x:] = _CORNERS[2:]
    return image


def shot(number: int) -> BgrImage:
    """The scene with a small square that moves."""
    image = scene()
    left = number * 4 % (WIDTH_PX - 24)
    image[104:128, left : left + 24] = 255
    return image


def difference(one: BgrImage, other: BgrImage) -> float:
    """0 for equal pictures, 255 for black and white; the mean over pixels and channels."""
    if one.shape != other.shape:
        return 255.0
    return float(np.abs(one.astype(np.int16) - other).mean())


def resembles(one: BgrImage, other: BgrImage) -> bool:
    """The same but for the moving square and for what the codec lost."""
    return difference(one, other) < 16
