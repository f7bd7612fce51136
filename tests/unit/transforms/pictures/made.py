"""Small pictures, and the way of one through a transform as a session would take it."""

from __future__ import annotations

import numpy as np

from djinar.transforms.chain import Step, rendered
from djinar.transforms.form import Form
from djinar.transforms.frame import Frame
from djinar.transforms.image import BgrImage, I420Image, Image
from djinar.transforms.options import OptionValue
from djinar.transforms.registry import resolve

SIZES = [(2, 2), (2, 3), (3, 2), (5, 7), (61, 81), (480, 640), (1080, 1920)]
RED, GREEN, BLUE, GREY = (40, 40, 200), (40, 180, 40), (200, 60, 40), (128, 128, 128)
ROUNDING = 4
"""Levels that the way to the planes and back may cost."""


def plain(colour: tuple[int, int, int], height_px: int = 48, width_px: int = 64) -> BgrImage:
    return np.full((height_px, width_px, 3), colour, np.uint8)


def noise(height_px: int, width_px: int) -> BgrImage:
    return np.random.default_rng(1).integers(0, 256, (height_px, width_px, 3), dtype=np.uint8)


def quarters() -> BgrImage:
    """Red and green above, blue and grey below."""
    image = np.empty((48, 64, 3), np.uint8)
    image[:24, :32], image[:24, 32:], image[24:, :32], image[24:, 32:] = RED, GREEN, BLUE, GREY
    return image


def i420(image: BgrImage) -> I420Image:
    return Image(Form.BGR, image).to(Form.I420)


def bgr(planes: I420Image) -> BgrImage:
    return Image(Form.I420, planes).to(Form.BGR)


def is_like(image: BgrImage, expected: BgrImage | tuple[int, int, int], tolerance: int = ROUNDING) -> bool:
    return bool(np.abs(image.astype(int) - expected).max() <= tolerance)


def even(size: tuple[int, int]) -> tuple[int, int, int]:
    return size[0] // 2 * 2, size[1] // 2 * 2, 3


class Show:
    """One session with one transform."""

    def __init__(self, name: str, **options: OptionValue) -> None:
        self._step = Step.of(resolve([name])[name], options)

    def __call__(self, image: BgrImage, time_seconds: float = 0.0) -> BgrImage:
        frame = Frame(time_seconds=time_seconds, number=round(time_seconds * 30), planes=i420(image))
        return rendered([self._step], image.copy(), frame)
