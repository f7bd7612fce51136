"""What the pictures of the gallery are taken of: the photograph, and what is made of it."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from benchmarks.camera import PHOTOGRAPH
from djinar.transforms.chain import Step, rendered
from djinar.transforms.form import Form
from djinar.transforms.frame import Frame
from djinar.transforms.image import BgrImage, Image, Pixels
from djinar.transforms.options import checked
from djinar.transforms.registry import every_transform

_LAST_SECONDS = 73.0
"""Of the session, when the picture is taken."""
_PICTURES_A_SECOND = 30
_STILL_PICTURES = 5
"""Enough for what looks only now and then, or needs a moment to be sure."""

_HEAD, _SHUTTLE = (0.42, 0.35), (0.82, 0.35)
_EAN_13 = "9783161484100"
_ODD = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
_ORDERS = ("OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE", "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO", "OEEOEO")


def photograph() -> BgrImage:
    return np.asarray(cv2.imread(str(PHOTOGRAPH)), np.uint8)


def still(picture: BgrImage) -> list[BgrImage]:
    return [picture] * _STILL_PICTURES


def moving() -> list[BgrImage]:
    """The astronaut leans to the right, the shuttle takes off."""
    return [_stretched(photograph(), aside_px=9.0 * number, up_px=7.0 * number) for number in range(5)]


def _stretched(picture: BgrImage, *, aside_px: float, up_px: float) -> BgrImage:
    height, width = picture.shape[:2]
    down, across = np.mgrid[:height, :width].astype(np.float32)
    head, shuttle = (
        np.exp(-(((across / width - x) / 0.13) ** 2) - ((down / height - y) / 0.25) ** 2) for x, y in (_HEAD, _SHUTTLE)
    )
    from_x, from_y = across - aside_px * head, down + up_px * shuttle
    return np.asarray(cv2.remap(picture, from_x, from_y, cv2.INTER_LINEAR, None, cv2.BORDER_REPLICATE), np.uint8)


def before_a_green_wall() -> BgrImage:
    return through([("background_replacement", {})], still(photograph()))


def with_codes() -> BgrImage:
    """A QR code on the left and a bar code on the right, as if held into the camera."""
    picture = photograph()
    square = cv2.QRCodeEncoder.create().encode("djinar: live video for Django")
    large = cv2.resize(square, None, fx=5, fy=5, interpolation=cv2.INTER_NEAREST)
    _paste(picture, np.asarray(large, np.uint8), left=40, top=250)
    _paste(picture, _bars(_EAN_13), left=360, top=300)
    return picture


def _paste(picture: BgrImage, code: Pixels, *, left: int, top: int) -> None:
    framed = cv2.copyMakeBorder(code, 16, 16, 22, 22, cv2.BORDER_CONSTANT, value=(255,))
    picture[top : top + framed.shape[0], left : left + framed.shape[1]] = framed[..., np.newaxis]


def _bars(digits: str) -> Pixels:
    """Source: ISO/IEC 15420, EAN-13."""
    right = ["".join("10"[int(module)] for module in code) for code in _ODD]
    kinds = {"O": _ODD, "E": [code[::-1] for code in right]}
    order = _ORDERS[int(digits[0])]
    modules = "101"
    modules += "".join(kinds[kind][int(digit)] for kind, digit in zip(order, digits[1:7], strict=True))
    modules += "01010" + "".join(right[int(digit)] for digit in digits[7:]) + "101"
    row = np.array([0 if module == "1" else 255 for module in modules], np.uint8)
    return np.repeat(np.repeat(row[np.newaxis], 70, axis=0), 2, axis=1)


def through(chain: Sequence[tuple[str, dict[str, object]]], pictures: Sequence[BgrImage]) -> BgrImage:
    """The last picture, when all went through a chain of transforms with these options, values of JSON."""
    known = every_transform()
    steps = [Step.of(known[name], checked(known[name].options, options)) for name, options in chain]
    result = pictures[-1]
    for number, picture in enumerate(pictures):
        frame = Frame(
            time_seconds=_LAST_SECONDS - (len(pictures) - 1 - number) / _PICTURES_A_SECOND,
            number=number,
            planes=Image(Form.BGR, picture).to(Form.I420),
        )
        result = rendered(steps, picture.copy(), frame)
    return result
