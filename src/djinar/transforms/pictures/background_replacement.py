"""The person somewhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Annotated, ClassVar

import cv2
import numpy as np
from annotated_types import doc

from djinar.exceptions import ConfigurationError
from djinar.transforms.colour import Colour
from djinar.transforms.frame import Frame
from djinar.transforms.image import BgrImage
from djinar.transforms.models.person import PersonFinder, composed
from djinar.transforms.models.upright import turned
from djinar.transforms.named_file import named_file
from djinar.transforms.registry import transform


@transform
@dataclass(kw_only=True)
class BackgroundReplacement:
    """Puts a plain colour behind people.

    Or an image, which the developer chooses and not the peer; it fills the picture and loses what is over::

        @transform
        class Beach(BackgroundReplacement):
            \"\"\"Behind you, the sea.\"\"\"

            image = "beach.jpg"  # beside this module

    Source: MediaPipe's selfie segmentation, see ``djinar.transforms.models.person``.
    """

    image: ClassVar[str | Path | None] = None
    colour: Annotated[Colour, doc("What is behind people, where it is not an image.")] = Colour("#00b140")
    _find: PersonFinder = field(init=False, repr=False, default_factory=PersonFinder)

    def __call__(self, image: BgrImage, frame: Frame) -> BgrImage:
        upright = turned(image, frame.rotation)
        replaced = composed(upright, self._background(upright), self._find(upright))
        return turned(replaced, -frame.rotation)

    def _background(self, image: BgrImage) -> BgrImage:
        if self.image is None:
            return np.full_like(image, self.colour.bgr)
        return _filling(named_file(type(self), "image"), image.shape[1], image.shape[0])


@lru_cache(maxsize=16)
def _filling(path: Path, width_px: int, height_px: int) -> BgrImage:
    """The image of a file, cut to the middle that has the shape asked for; all sessions share it.

    Raises:
        OSError: the file cannot be read.
        ConfigurationError: it is no image that OpenCV knows.
    """
    image = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise ConfigurationError(f"{path} is not an image that OpenCV can read: save it as JPEG, PNG or WebP.")
    scale = max(width_px / image.shape[1], height_px / image.shape[0])
    size = (max(width_px, round(image.shape[1] * scale)), max(height_px, round(image.shape[0] * scale)))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    filled = cv2.resize(image, size, interpolation=way)
    left, top = (size[0] - width_px) // 2, (size[1] - height_px) // 2
    return np.ascontiguousarray(filled[top : top + height_px, left : left + width_px], np.uint8)
