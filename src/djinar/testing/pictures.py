"""What the synthetic camera sees, and how pictures are compared that a codec has been at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from djinar.transforms.image import BgrImage

_FIELDS = ((200, 60, 40), (40, 180, 60), (50, 50, 210), (60, 190, 200))
_STEP_PX = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Blue, green, red and yellow fields, no two alike however the picture is turned, and a white square that moves."""

    width_px: int = 320
    height_px: int = 240

    def __call__(self, number: int) -> BgrImage:
        """The picture of that number, a new array."""
        image = self.still()
        side = max(2, self.height_px // 10)
        top = (self.height_px - side) // 2
        left = number * _STEP_PX % max(1, self.width_px - side)
        image[top : top + side, left : left + side] = 255
        return image

    def still(self) -> BgrImage:
        """Without the square, a new array."""
        image = np.empty((self.height_px, self.width_px, 3), dtype=np.uint8)
        middle_y, middle_x = self.height_px // 2, self.width_px // 2
        image[:middle_y, :middle_x], image[:middle_y, middle_x:] = _FIELDS[:2]
        image[middle_y:, :middle_x], image[middle_y:, middle_x:] = _FIELDS[2:]
        return image


def difference(one: BgrImage, other: BgrImage) -> float:
    """The mean over pixels and channels: 0 for equal pictures, 255 for black and white, or for another shape."""
    if one.shape != other.shape:
        return 255.0
    return float(np.abs(one.astype(np.int16) - other).mean())


def resembles(one: BgrImage, other: BgrImage) -> bool:
    """The same but for what the codec lost, and for something as small as the square of ``Scene``."""
    return difference(one, other) < 16
