"""A small JPEG of a picture."""

from __future__ import annotations

from typing import cast

import cv2

from djinar.transforms.form import Form
from djinar.transforms.image import I420Image, Image, Pixels

_ROTATIONS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


def thumbnail(planes: I420Image, rotation: int = 0, *, width_px: int = 320) -> bytes:
    """Turned clockwise by ``rotation`` degrees, then at most so wide. Takes milliseconds: for a worker thread."""
    image: Pixels = Image(Form.I420, planes).to(Form.BGR)
    if rotation:
        image = cast(Pixels, cv2.rotate(image, _ROTATIONS[rotation]))
    height, width = image.shape[:2]
    if width > width_px:
        small = (width_px, max(1, round(height * width_px / width)))
        image = cast(Pixels, cv2.resize(image, small, interpolation=cv2.INTER_AREA))
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes()
