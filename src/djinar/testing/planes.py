"""Between pictures and the I420 planes of the engine, odd sizes included, which transforms never see."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from djinar.transforms.form import Form
from djinar.transforms.image import BgrImage, Image


def packed(picture: npt.NDArray[np.uint8]) -> bytes:
    """The planes of a ``BgrImage`` or a ``GrayImage``."""
    height, width = picture.shape[:2]
    rest = [(0, height % 2), (0, width % 2), (0, 0)][: picture.ndim]
    even = np.pad(picture, rest, mode="edge")
    planes = Image(Form.BGR if picture.ndim == 3 else Form.GRAY, even).to(Form.I420)
    luma, colours = planes[: even.shape[0]], planes[even.shape[0] :]
    return luma[:height, :width].tobytes() + colours.tobytes()


def unpacked(planes: bytes, width_px: int, height_px: int) -> BgrImage:
    """A new array."""
    luma = np.frombuffer(planes, np.uint8, width_px * height_px).reshape(height_px, width_px)
    colours = np.frombuffer(planes, np.uint8, offset=luma.size)
    luma = np.pad(luma, ((0, height_px % 2), (0, width_px % 2)), mode="edge")
    even = np.concatenate([luma, colours.reshape(-1, luma.shape[1])])
    return Image(Form.I420, even).to(Form.BGR)[:height_px, :width_px]
