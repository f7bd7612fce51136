"""What is put behind somebody."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from djinar.exceptions import ConfigurationError
from djinar.transforms.image import BgrImage

# Evening sky: blue above, rose and apricot towards the horizon.
_SKY = np.array(
    [
        [(92, 38, 24), (110, 52, 44), (104, 46, 36)],
        [(150, 84, 92), (158, 98, 132), (148, 80, 98)],
        [(158, 140, 226), (150, 168, 248), (164, 130, 206)],
    ],
    np.uint8,
)


def image_behind(path: Path, width_px: int, height_px: int) -> BgrImage:
    """The image of a file, cut to the middle that has the shape asked for.

    Raises:
        OSError: the file cannot be read.
        ConfigurationError: it is no image that OpenCV knows.
    """
    image = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise ConfigurationError(f"{path} is not an image that OpenCV can read: save it as JPEG, PNG or WebP.")
    scale = max(width_px / image.shape[1], height_px / image.shape[0])
    size = max(width_px, round(image.shape[1] * scale)), max(height_px, round(image.shape[0] * scale))
    filling = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    left, top = (size[0] - width_px) // 2, (size[1] - height_px) // 2
    return np.ascontiguousarray(filling[top : top + height_px, left : left + width_px], np.uint8)


def sky(width_px: int, height_px: int) -> BgrImage:
    """A gradient that suits every face."""
    # Cubic at a middle size and then linear: no kinks, and the cost of a large cubic one saved.
    middle = cv2.resize(_SKY, (64, 64), interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.resize(middle, (width_px, height_px)), np.uint8)
