"""Only the person in focus."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

import cv2
import numpy as np
from annotated_types import Interval, Unit, doc

from djinar.transforms.frame import Frame
from djinar.transforms.image import BgrImage
from djinar.transforms.models.network import Floats
from djinar.transforms.models.person import PersonFinder, composed
from djinar.transforms.models.upright import turned
from djinar.transforms.registry import transform

_STRONGEST = 0.08
"""The blur's standard deviation, as a share of the picture's shorter side."""
_SMALL_PX = 120
"""The shorter side of the picture that is blurred: nobody sees the difference."""
_LEAST_BACKGROUND = 1e-3


@transform
@dataclass(kw_only=True)
class BackgroundBlur:
    """Blurs what is behind people.

    Source: MediaPipe's selfie segmentation, see ``djinar.transforms.models.person``.
    """

    strength: Annotated[int, Interval(ge=1, le=100), Unit("%"), doc("How far out of focus the background is.")] = 50
    _find: PersonFinder = field(init=False, repr=False, default_factory=PersonFinder)

    def __call__(self, image: BgrImage, frame: Frame) -> BgrImage:
        upright = turned(image, frame.rotation)
        person = self._find(upright)
        blurred = _blurred_background(upright, person, _STRONGEST * self.strength / 100)
        return turned(composed(upright, blurred, person), -frame.rotation)


def _blurred_background(image: BgrImage, person: Floats, deviation: float) -> BgrImage:
    """Each colour a mean of the background alone, or people would glow."""
    height_px, width_px = image.shape[:2]
    scale = min(1, _SMALL_PX / min(height_px, width_px))
    size = (round(width_px * scale), round(height_px * scale))
    weights = np.maximum(1 - cv2.resize(person, size, interpolation=cv2.INTER_AREA), _LEAST_BACKGROUND)[..., np.newaxis]
    weighted = cv2.resize(image, size, interpolation=cv2.INTER_AREA) * weights
    deviation_px = deviation * min(size)
    sums, shares = (cv2.GaussianBlur(values, (0, 0), deviation_px) for values in (weighted, weights))
    small = (sums / shares[..., np.newaxis]).astype(np.uint8)
    return np.asarray(cv2.resize(small, (width_px, height_px), interpolation=cv2.INTER_LINEAR), np.uint8)
