from __future__ import annotations

import json

import numpy as np
import pytest

from djinar.transforms.image import GrayImage
from djinar.transforms.parts.lettering import Lettering, writable


def drawn(*lines: str, size_px: int = 40, widest_px: int = 2000, align: float = 0.0) -> GrayImage:
    return Lettering().drawn(lines, size_px=size_px, widest_px=widest_px, align=align)


def columns(image: GrayImage) -> tuple[int, int]:
    inked = np.flatnonzero(image.any(axis=0))
    return int(inked[0]), int(inked[-1])


@pytest.mark.parametrize("text", ["H", "Hello", "Ägypten (g)"])
def test_letters_are_white_with_a_rim_of_half_a_line(text: str) -> None:
    image = drawn(text)

    left, right = columns(image)
    assert image.max() == 255
    assert left >= 18
    assert image.shape[1] - right >= 18
    assert not image[:10].any()
    assert not image[-10:].any()


@pytest.mark.parametrize("size_px", range(6, 40))
def test_sides_are_even(size_px: int) -> None:
    height, width = drawn("Even", "sides", size_px=size_px).shape

    assert height % 2 == width % 2 == 0


def test_each_line_has_a_place_of_its_own() -> None:
    one, two = drawn("H"), drawn("H", "H")

    assert np.array_equal(two[: one.shape[0] - 20], one[:-20])
    assert two.shape[0] - one.shape[0] == pytest.approx(50, abs=1)


@pytest.mark.parametrize(
    ("align", "is_left", "is_right"), [(0.0, True, False), (0.5, False, False), (1.0, False, True)]
)
def test_a_short_line_is_aligned_with_the_long_one(align: float, is_left: bool, is_right: bool) -> None:
    image = drawn("HHHHHHHH", "H", align=align)

    long, short = columns(image[:65]), columns(image[75:])
    assert (short[0] == long[0]) is is_left
    assert (abs(short[1] - long[1]) <= 1) is is_right


def test_a_line_that_is_too_wide_becomes_smaller() -> None:
    left, right = columns(drawn("A line that is much too wide", widest_px=200))

    assert 150 < right - left <= 200


def test_letters_do_not_become_too_small_to_be_drawn() -> None:
    assert drawn("A line", widest_px=-5).any()


def test_a_line_of_nothing_but_control_characters_is_drawn_as_nothing() -> None:
    assert not drawn("\0\0", widest_px=-5).any()


def test_half_a_surrogate_pair_is_a_question_mark() -> None:
    assert writable(json.loads(r'"a\ud800b\udc00"')) == "a?b?"


def test_several_lines_and_spaces_become_one() -> None:
    assert writable(" a\n\tb  c ") == "a b c"
