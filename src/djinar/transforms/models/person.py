"""Where people are, as opposed to what is behind them.

Source: MediaPipe's "Selfie Segmentation", the landscape model.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from djinar.transforms.image import BgrImage
from djinar.transforms.models.network import Floats, ModelFile, network

MODEL = ModelFile(
    path=Path(__file__).with_name("selfie_segmentation_landscape.tflite"),
    sha256="4aafe6223bb8dac6fac8ca8ed56852870a33051ef3f6238822d282a109962894",
)

_INPUT_SIZE = (256, 144)
_STEADINESS = 0.8
"""How much of what was believed before stays where the model cannot tell."""
_RADIUS_PX = 2
_FLAT = 1e-3
"""A place whose variance of brightness is below has no edge for the outline to follow."""
_BACKGROUND, _PERSON = 0.25, 0.65
"""Below and above, a pixel is nothing but the one or the other."""


class PersonFinder:
    """Tells people from the background in a stream of pictures; of one session."""

    def __init__(self) -> None:
        self._network = network(MODEL)
        self._believed: Floats | None = None

    def __call__(self, image: BgrImage) -> Floats:
        """How much of each pixel of an upright picture is a person, from 0 to 1; shape ``(height, width)``."""
        small = np.asarray(cv2.resize(image, _INPUT_SIZE, interpolation=cv2.INTER_AREA), np.uint8)
        output = self._network(np.divide(small[..., ::-1], 255, dtype=np.float32))["segment_back"]
        self._believed = _steadied(output.reshape(small.shape[:2]), self._believed)
        person = _sharpened(self._believed, small, image)
        return np.asarray(np.clip((person - _BACKGROUND) / (_PERSON - _BACKGROUND), 0, 1), np.float32)


def composed(image: BgrImage, background: BgrImage, person: Floats) -> BgrImage:
    """The person of the image before the background."""
    return np.asarray(cv2.blendLinear(image, background, person, 1 - person), np.uint8)


def _steadied(seen: Floats, before: Floats | None) -> Floats:
    """Calm where the model wavers and prompt where it is sure, so that nothing trails behind who moves.

    Source: the idea of MediaPipe's ``segmentation_smoothing_calculator``.
    """
    if before is None:
        return seen.copy()
    doubt = 4 * seen * (1 - seen)
    return seen + (before - seen) * (doubt * np.float32(_STEADINESS))


def _sharpened(person: Floats, small: BgrImage, image: BgrImage) -> Floats:
    """At the size of the picture, with the outline moved to the edges in it.

    Source: He, Sun, "Fast Guided Filter", 2015.
    """
    guide = _brightness(small)
    guide_mean, person_mean = _mean(guide), _mean(person)
    slope = (_mean(guide * person) - guide_mean * person_mean) / (_mean(guide * guide) - guide_mean**2 + _FLAT)
    offset = person_mean - slope * guide_mean
    size = (image.shape[1], image.shape[0])
    return np.asarray(cv2.resize(_mean(slope), size) * _brightness(image) + cv2.resize(_mean(offset), size), np.float32)


def _brightness(image: BgrImage) -> Floats:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.float32) / np.float32(255)


def _mean(values: Floats) -> Floats:
    """Of each place and those around it."""
    return np.asarray(cv2.blur(values, (2 * _RADIUS_PX + 1, 2 * _RADIUS_PX + 1)), np.float32)
