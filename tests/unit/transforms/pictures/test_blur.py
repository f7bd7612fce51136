from __future__ import annotations

import numpy as np
import pytest

from djinar.transforms.image import BgrImage
from tests.unit.transforms.pictures.made import RED, SIZES, Show, even, is_like, noise, plain


def stripes() -> BgrImage:
    """Black and white, eight columns each."""
    image = plain((0, 0, 0), 96, 128)
    image[:, np.arange(128) // 8 % 2 == 0] = 255
    return image


def contrast(image: BgrImage) -> float:
    return float(image.std())


def test_more_strength_blurs_more() -> None:
    none, some, much = (contrast(Show("blur", strength=strength)(stripes())) for strength in (0, 25, 100))

    assert none > 125 > some > much
    assert much < 25


def test_no_strength_changes_nothing() -> None:
    assert is_like(Show("blur", strength=0)(stripes()), stripes())


def test_a_plain_wall_stays_as_it_is_up_to_its_borders() -> None:
    assert is_like(Show("blur", strength=100)(plain(RED)), RED)


def test_the_focus_keeps_the_middle_sharp_and_the_rest_not() -> None:
    image = stripes()

    blurred = Show("blur", strength=100, focus=50)(image)

    assert is_like(blurred[40:56, 56:72], image[40:56, 56:72])
    assert contrast(blurred[:16]) < 0.5 * contrast(image[:16])


def test_the_widest_focus_keeps_all_sharp() -> None:
    assert is_like(Show("blur", strength=100, focus=100)(stripes()), stripes())


@pytest.mark.parametrize(("strength", "focus"), [(0, 0), (25, 50), (100, 100), (100, 1)])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_picture_keeps_its_size(size: tuple[int, int], strength: int, focus: int) -> None:
    assert Show("blur", strength=strength, focus=focus)(noise(*size)).shape == even(size)
