from __future__ import annotations

from typing import Literal

import numpy as np
import pytest

from djinar.transforms.frame import Frame
from djinar.transforms.image import BgrImage
from djinar.transforms.pictures.before_and_after import before_and_after
from tests.unit.transforms.pictures.made import BLUE, RED, SIZES, i420, is_like, noise, plain

WHITE = (255, 255, 255)


def received(image: BgrImage) -> Frame:
    return Frame(time_seconds=0.0, number=0, planes=i420(image))


@pytest.mark.parametrize(
    ("before", "inside"),
    [
        ("top_left", np.s_[8:30, 8:40]),
        ("top_right", np.s_[8:30, 120:152]),
        ("bottom_left", np.s_[90:112, 8:40]),
        ("bottom_right", np.s_[90:112, 120:152]),
    ],
)
def test_the_picture_as_it_came_is_in_the_corner_within_a_white_frame(
    before: Literal["top_left", "top_right", "bottom_left", "bottom_right"], inside: tuple[slice, slice]
) -> None:
    shown = before_and_after(plain(RED, 120, 160), received(plain(BLUE, 120, 160)), before=before, size=30)

    assert is_like(shown[inside], BLUE)
    assert is_like(shown[45:75, 60:100], RED)
    assert is_like(shown[0, :], RED)
    assert (shown == WHITE).all(axis=2).any()


def test_a_larger_size_takes_more_of_the_picture() -> None:
    small, large = (
        before_and_after(plain(RED, 120, 160), received(plain(BLUE, 120, 160)), size=size) for size in (10, 90)
    )

    assert count_like(small, BLUE) == pytest.approx(120 * 160 * 0.01, rel=0.1)
    assert count_like(large, BLUE) == pytest.approx(120 * 160 * 0.81, rel=0.1)


def count_like(image: BgrImage, colour: tuple[int, int, int]) -> int:
    return int((np.abs(image.astype(int) - colour).max(axis=2) <= 4).sum())


def test_a_line_can_part_before_from_after() -> None:
    beside = before_and_after(plain(RED, 100, 200), received(plain(BLUE, 100, 200)), before="left", size=50)
    above = before_and_after(plain(RED, 100, 200), received(plain(BLUE, 100, 200)), before="top", size=25)

    assert is_like(beside[:, :99], BLUE)
    assert is_like(beside[:, 100], WHITE)
    assert is_like(beside[:, 102:], RED)
    assert is_like(above[:24], BLUE)
    assert is_like(above[25], WHITE)
    assert is_like(above[27:], RED)


def test_both_parts_fit_together_at_the_line() -> None:
    image = noise(100, 200)

    shown = before_and_after(image.copy(), received(image), before="left", size=50)

    assert np.array_equal(shown[:, 102:], image[:, 102:])
    assert np.array_equal(shown[:, :99], received(image).received()[:, :99])


@pytest.mark.parametrize("before", ["bottom_right", "left"])
def test_a_transform_before_may_have_changed_the_size(before: Literal["bottom_right", "left"]) -> None:
    shown = before_and_after(plain(RED, 90, 60), received(plain(BLUE, 120, 160)), before=before)

    assert shown.shape == (90, 60, 3)
    assert count_like(shown, BLUE) > 100


def test_what_was_received_stays_as_it_was() -> None:
    frame = received(plain(BLUE))

    before_and_after(plain(RED), frame, before="left", size=90)

    assert is_like(frame.received(), BLUE)


@pytest.mark.parametrize("before", ["top_left", "bottom_right", "left", "top"])
@pytest.mark.parametrize("share", [10, 90])
@pytest.mark.parametrize("size", [*SIZES, (200, 2), (2, 200)], ids=str)
def test_the_picture_keeps_its_size(
    size: tuple[int, int], share: int, before: Literal["top_left", "bottom_right", "left", "top"]
) -> None:
    shown = before_and_after(noise(*size), received(noise(*size)), before=before, size=share)

    assert shown.shape == (*size, 3)
    assert shown.dtype == np.uint8
