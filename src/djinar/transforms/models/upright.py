"""Pictures the right way up, which is how the models know people."""

from __future__ import annotations

import cv2
import numpy as np

from djinar.transforms.image import BgrImage

_CLOCKWISE = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


def turned(image: BgrImage, degrees: int) -> BgrImage:
    """Clockwise by a multiple of 90 degrees; the image itself where that is none."""
    turn = _CLOCKWISE.get(degrees % 360)
    return image if turn is None else np.asarray(cv2.rotate(image, turn), np.uint8)
