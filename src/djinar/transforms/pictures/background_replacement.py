"""The person somewhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, ClassVar

import numpy as np
from annotated_types import doc

from djinar.transforms.colour import Colour
from djinar.transforms.frame import Frame
from djinar.transforms.image import BgrImage
from djinar.transforms.models.person import PersonFinder, composed
from djinar.transforms.models.upright import turned
from djinar.transforms.parts.backdrop import image_behind
from djinar.transforms.parts.named_file import named_file
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
    _behind: BgrImage | None = field(init=False, repr=False, default=None)

    def __call__(self, image: BgrImage, frame: Frame) -> BgrImage:
        upright = turned(image, frame.rotation)
        replaced = composed(upright, self._background(upright), self._find(upright))
        return turned(replaced, -frame.rotation)

    def _background(self, image: BgrImage) -> BgrImage:
        if self.image is None:
            return np.full_like(image, self.colour.bgr)
        if self._behind is None or self._behind.shape != image.shape:
            self._behind = image_behind(named_file(type(self), "image"), image.shape[1], image.shape[0])
        return self._behind
