from __future__ import annotations

import numpy as np
import pytest

from tests.unit.transforms.pictures.made import RED, SIZES, Show, even, is_like, noise, plain, quarters


def test_nothing_has_a_colour_any_more() -> None:
    gray = Show("grayscale")(quarters()).astype(int)

    assert np.ptp(gray, axis=2).max() <= 1


def test_brightness_stays() -> None:
    gray = Show("grayscale")(plain(RED))

    assert is_like(gray, (88, 88, 88))  # what BT.601 makes of that red


def test_half_the_strength_leaves_half_the_colour() -> None:
    blue, _, red = Show("grayscale", strength=50)(plain(RED))[10, 10].astype(int)

    assert red - blue == pytest.approx((200 - 40) / 2, abs=4)


def test_no_strength_changes_nothing() -> None:
    assert is_like(Show("grayscale", strength=0)(quarters()), quarters())


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_picture_keeps_its_size(size: tuple[int, int]) -> None:
    assert Show("grayscale")(noise(*size)).shape == even(size)
