from __future__ import annotations

import numpy as np
import pytest

from djinar.transforms.image import BgrImage
from tests.unit.transforms.pictures.made import GREY, RED, SIZES, Show, even, is_like, noise, plain


def white_square() -> BgrImage:
    image = plain((60, 60, 60), 60, 80)
    image[20:40, 30:50] = 200
    return image


def test_a_plain_wall_is_plain_stone_up_to_its_borders() -> None:
    assert is_like(Show("emboss")(plain(RED)), GREY)


@pytest.mark.parametrize(
    ("light", "lit", "shaded"),
    [
        (0, np.s_[25:35, 48:52], np.s_[25:35, 28:32]),
        (90, np.s_[18:22, 35:45], np.s_[38:42, 35:45]),
        (180, np.s_[25:35, 28:32], np.s_[25:35, 48:52]),
        (270, np.s_[38:42, 35:45], np.s_[18:22, 35:45]),
    ],
)
def test_the_side_towards_the_light_is_bright_and_the_other_dark(
    light: int, lit: tuple[slice, slice], shaded: tuple[slice, slice]
) -> None:
    relief = Show("emboss", light=light)(white_square())

    assert relief[lit].mean() > 150
    assert relief[shaded].mean() < 100


def test_more_depth_makes_a_higher_relief() -> None:
    flat, deep = (Show("emboss", depth=depth)(white_square()).std() for depth in (1, 10))

    assert 0 < flat < deep


def test_stone_has_no_colour_unless_it_is_asked_for() -> None:
    grey, half, full = (
        np.ptp(Show("emboss", colour=colour)(plain(RED))[10, 10].astype(int)) for colour in (0, 50, 100)
    )

    assert grey <= 1 < half < full


@pytest.mark.parametrize(("depth", "light"), [(1, 0), (10, 360)])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_picture_keeps_its_size(size: tuple[int, int], depth: int, light: int) -> None:
    assert Show("emboss", depth=depth, light=light)(noise(*size)).shape == even(size)
