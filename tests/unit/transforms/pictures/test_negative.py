from __future__ import annotations

import numpy as np
import pytest

from tests.unit.transforms.pictures.made import BLUE, GREEN, RED, SIZES, Show, even, is_like, noise, plain, quarters


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), RED, GREEN, BLUE])
def test_every_colour_becomes_its_opposite(colour: tuple[int, int, int]) -> None:
    blue, green, red = (255 - part for part in colour)

    assert is_like(Show("negative")(plain(colour)), (blue, green, red))


def test_the_negative_of_a_negative_is_the_picture() -> None:
    negative = Show("negative")

    assert is_like(negative(negative(quarters())), quarters(), tolerance=8)


def test_hues_can_be_kept_while_light_becomes_dark() -> None:
    dark_red = (40, 40, 90)

    blue, green, red = Show("negative", keep_hues=True)(plain(dark_red))[10, 10].astype(int)

    assert red - blue == pytest.approx(90 - 40, abs=4)
    assert 0.114 * blue + 0.587 * green + 0.299 * red == pytest.approx(255 - 55, abs=4)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_picture_keeps_its_size(size: tuple[int, int]) -> None:
    negative = Show("negative")(noise(*size))

    assert negative.shape == even(size)
    assert negative.dtype == np.uint8
