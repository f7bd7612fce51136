from __future__ import annotations

from typing import Literal

import numpy as np
import pytest

from djinar.transforms.image import BgrImage
from djinar.transforms.pictures.mirror import mirror
from tests.unit.transforms.pictures.made import (
    BLUE,
    GREEN,
    GREY,
    RED,
    SIZES,
    Show,
    even,
    i420,
    is_like,
    noise,
    quarters,
)


def corners(image: BgrImage) -> list[BgrImage]:
    return [image[4:20, 4:28], image[4:20, 36:60], image[28:44, 4:28], image[28:44, 36:60]]


@pytest.mark.parametrize(
    ("direction", "colours"),
    [
        ("horizontal", [GREEN, RED, GREY, BLUE]),
        ("vertical", [BLUE, GREY, RED, GREEN]),
        ("both", [GREY, BLUE, GREEN, RED]),
    ],
)
def test_sides_change_places(direction: str, colours: list[tuple[int, int, int]]) -> None:
    mirrored = Show("mirror", direction=direction)(quarters())

    assert all(is_like(corner, colour) for corner, colour in zip(corners(mirrored), colours, strict=True))


@pytest.mark.parametrize("direction", ["horizontal", "vertical", "both"])
def test_twice_mirrored_is_as_before(direction: Literal["horizontal", "vertical", "both"]) -> None:
    planes = i420(noise(50, 62))

    twice = mirror(mirror(planes.copy(), direction=direction), direction=direction)

    assert np.array_equal(twice, planes)


@pytest.mark.parametrize(
    ("direction", "colours"),
    [
        ("horizontal", [RED, RED, BLUE, BLUE]),
        ("vertical", [RED, GREEN, RED, GREEN]),
        ("both", [RED, RED, RED, RED]),
    ],
)
def test_symmetry_keeps_what_is_left_or_above(direction: str, colours: list[tuple[int, int, int]]) -> None:
    folded = Show("mirror", direction=direction, symmetry=True)(quarters())

    assert all(is_like(corner, colour) for corner, colour in zip(corners(folded), colours, strict=True))


def test_symmetry_has_two_equal_halves() -> None:
    folded = Show("mirror", symmetry=True)(noise(48, 62))

    assert np.array_equal(folded, folded[:, ::-1])


@pytest.mark.parametrize("symmetry", [False, True])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_picture_keeps_its_size(size: tuple[int, int], symmetry: bool) -> None:
    mirrored = Show("mirror", direction="both", symmetry=symmetry)(noise(*size))

    assert mirrored.shape == even(size)
