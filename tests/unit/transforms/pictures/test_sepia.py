from __future__ import annotations

import cv2
import numpy as np
import pytest

from djinar.transforms.colour import Colour
from tests.unit.transforms.pictures.made import GREEN, RED, SIZES, Show, even, is_like, noise, plain, quarters


def test_middle_tones_are_brown_whatever_their_colour_was() -> None:
    for colour in (RED, GREEN):
        blue, green, red = Show("sepia")(plain(colour))[10, 10].astype(int)

        assert red > green > blue
        assert red - blue > 30


def test_black_stays_black_and_white_stays_light() -> None:
    assert is_like(Show("sepia")(plain((0, 0, 0))), (0, 0, 0))
    assert Show("sepia")(plain((255, 255, 255))).min() > 200


def test_brightness_stays() -> None:
    toned = Show("sepia")(quarters())

    brightness_before, brightness_after = (cv2.cvtColor(image, cv2.COLOR_BGR2GRAY) for image in (quarters(), toned))
    assert np.abs(brightness_before.astype(int) - brightness_after)[2:22, 2:30].max() <= 4


def test_another_tone_makes_another_photograph() -> None:
    blue, green, red = Show("sepia", tone=Colour("#2f5f9c"))(plain((128, 128, 128)))[10, 10].astype(int)

    assert blue > green > red


def test_half_the_strength_leaves_half_the_colours() -> None:
    full, half, none = (Show("sepia", strength=strength)(plain(GREEN)).astype(int) for strength in (100, 50, 0))

    assert is_like(none.astype(np.uint8), GREEN)
    assert is_like(half.astype(np.uint8), ((full + none) // 2).astype(np.uint8))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_picture_keeps_its_size(size: tuple[int, int]) -> None:
    assert Show("sepia")(noise(*size)).shape == even(size)
