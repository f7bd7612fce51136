from __future__ import annotations

import numpy as np
import pytest

from djinar.transforms.image import BgrImage
from tests.unit.transforms.pictures.made import RED, SIZES, Show, even, noise, plain


def two_walls() -> BgrImage:
    """Dark grey on the left, light grey on the right; the edge is between columns 79 and 80."""
    image = plain((80, 80, 80), 120, 160)
    image[:, 80:] = 200
    return image


def test_an_edge_becomes_a_dark_line_on_its_dark_side() -> None:
    drawn = Show("sketch", shading=0)(two_walls())

    assert drawn[:, 79].max() < 100
    assert drawn[:, 80:].min() > 245
    assert drawn[:, :60].min() > 245


def test_a_wider_pencil_draws_wider_lines() -> None:
    thin, wide = ((Show("sketch", shading=0, line_width=width)(two_walls())[60] < 245).sum() for width in (4, 20))

    assert 0 < thin < wide


def test_a_pencil_pressed_harder_draws_darker_lines() -> None:
    light, dark = (Show("sketch", shading=0, darkness=darkness)(two_walls())[:, 79].mean() for darkness in (0, 100))

    assert dark < light - 50


def test_shading_darkens_what_is_dark() -> None:
    drawn = Show("sketch", shading=100)(two_walls())

    assert drawn[:, 20].mean() < 100 < 190 < drawn[:, 140].mean()


def test_crayons_keep_the_colour() -> None:
    pencil, crayon = (np.ptp(Show("sketch", colour=colour)(plain(RED))[20, 20].astype(int)) for colour in (0, 100))

    assert pencil <= 1
    assert crayon > 80


def test_black_is_no_trouble() -> None:
    assert Show("sketch", shading=0)(plain((0, 0, 0))).min() > 245


@pytest.mark.parametrize("end", [0, 100])
@pytest.mark.parametrize("line_width", [1, 20])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_picture_keeps_its_size(size: tuple[int, int], line_width: int, end: int) -> None:
    show = Show("sketch", line_width=line_width, darkness=end, shading=end, colour=end)

    assert show(noise(*size)).shape == even(size)
