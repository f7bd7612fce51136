from __future__ import annotations

import cv2
import numpy as np
import pytest

from djinar.transforms.frame import Frame
from djinar.transforms.image import BgrImage
from djinar.transforms.pictures.background_blur import BackgroundBlur

FACE, FLAG, ROCKET, BESIDE_HER_HAIR = (
    np.s_[110:190, 245:315],
    np.s_[20:150, 5:80],
    np.s_[20:300, 450:600],
    np.s_[60:120, 382:396],
)


def moment(rotation: int = 0) -> Frame:
    return Frame(time_seconds=0.0, number=0, rotation=rotation)


def detail(image: BgrImage) -> float:
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.float32)
    return float(np.abs(gray - cv2.blur(gray, (9, 9))).mean())


def test_the_background_is_out_of_focus_and_the_person_is_not(photograph: BgrImage) -> None:
    shown = BackgroundBlur()(photograph.copy(), moment())

    assert detail(shown[FLAG]) < 0.15 * detail(photograph[FLAG])
    assert detail(shown[ROCKET]) < 0.15 * detail(photograph[ROCKET])
    np.testing.assert_array_equal(shown[FACE], photograph[FACE])


def test_more_strength_is_further_out_of_focus(photograph: BgrImage) -> None:
    weak, medium, strong = (
        detail(BackgroundBlur(strength=percent)(photograph.copy(), moment())[FLAG]) for percent in (1, 50, 100)
    )

    assert weak > 2 * medium > 2 * strong


def test_the_background_keeps_its_colours(photograph: BgrImage) -> None:
    shown = BackgroundBlur()(photograph.copy(), moment())

    np.testing.assert_allclose(shown[ROCKET].mean(axis=(0, 1)), photograph[ROCKET].mean(axis=(0, 1)), atol=15)


def test_the_person_does_not_glow(photograph: BgrImage) -> None:
    """Dark hair before a light wall: a plain blur would darken the wall around it."""
    shown = BackgroundBlur(strength=100)(photograph.copy(), moment())

    plain = cv2.GaussianBlur(photograph, (0, 0), 38)
    wall, glowing = (image[BESIDE_HER_HAIR].mean() for image in (photograph, plain))
    assert shown[BESIDE_HER_HAIR].mean() == pytest.approx(wall, abs=10)
    assert glowing < wall - 25


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_picture_that_lies_on_its_side_looks_the_same(photograph: BgrImage, degrees: int) -> None:
    quarters = degrees // 90
    lying = np.ascontiguousarray(np.rot90(photograph, quarters))

    shown = BackgroundBlur()(lying, moment(rotation=degrees))

    np.testing.assert_array_equal(np.rot90(shown, -quarters), BackgroundBlur()(photograph.copy(), moment()))


@pytest.mark.parametrize("size", [(1280, 720), (96, 128), (2, 2)], ids=str)
def test_pictures_of_other_sizes_keep_them(photograph: BgrImage, size: tuple[int, int]) -> None:
    image = np.asarray(cv2.resize(photograph, size), np.uint8)

    assert BackgroundBlur()(image, moment()).shape == image.shape
