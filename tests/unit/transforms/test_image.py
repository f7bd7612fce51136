from __future__ import annotations

import numpy as np
import pytest

from djinar.exceptions import InvalidImage
from djinar.transforms.image import bgr_from_i420, i420_from_bgr


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (255, 0, 0), (0, 255, 0), (0, 0, 255), (60, 120, 180)])
def test_a_colour_survives_the_way_to_the_planes_and_back(colour: tuple[int, int, int]) -> None:
    image = np.full((4, 6, 3), colour, np.uint8)

    returned = bgr_from_i420(i420_from_bgr(image))

    assert np.abs(returned.astype(int) - colour).max() <= 3


def test_planes_hold_brightness_above_two_halved_colours() -> None:
    planes = i420_from_bgr(np.zeros((4, 6, 3), np.uint8))

    assert planes.shape == (6, 6)
    assert (planes[:4] == 16).all()  # limited range: black is 16
    assert (planes[4:] == 128).all()


@pytest.mark.parametrize("size", [(5, 6), (4, 7), (5, 7), (2, 2), (3, 3)], ids=str)
def test_an_odd_last_row_or_column_is_cut_off(size: tuple[int, int]) -> None:
    planes = i420_from_bgr(np.zeros((*size, 3), np.uint8))

    height, width = size[0] // 2 * 2, size[1] // 2 * 2
    assert planes.shape == (height * 3 // 2, width)
    assert planes.flags.c_contiguous


@pytest.mark.parametrize("view", [np.s_[::-1], np.s_[:, ::-1], np.s_[::2, ::2], np.s_[..., ::-1]], ids=str)
def test_a_view_of_another_array_is_a_picture_too(view: tuple[slice, ...]) -> None:
    image = np.random.default_rng(1).integers(0, 256, (8, 12, 3), dtype=np.uint8)

    planes = i420_from_bgr(image[view])

    assert np.array_equal(planes, i420_from_bgr(image[view].copy()))


def test_the_picture_belongs_to_whoever_asked_for_it() -> None:
    planes = np.full((6, 6), 128, np.uint8)

    image = bgr_from_i420(planes)
    image[:] = 0

    assert (planes == 128).all()


@pytest.mark.parametrize(
    "returned",
    [
        None,
        "picture",
        [[0]],
        np.zeros((4, 6), np.uint8),
        np.zeros((4, 6, 4), np.uint8),
        np.zeros((4, 6, 1), np.uint8),
        np.zeros((1, 4, 6, 3), np.uint8),
        np.zeros((4, 6, 3), np.float64),
        np.zeros((4, 6, 3), np.int8),
        np.zeros((1, 6, 3), np.uint8),
        np.zeros((4, 0, 3), np.uint8),
    ],
    ids=lambda value: f"{getattr(value, 'dtype', '')} {getattr(value, 'shape', type(value).__name__)}".strip(),
)
def test_what_is_no_picture_is_refused_with_what_it_is(returned: object) -> None:
    with pytest.raises(InvalidImage, match="A transform must return"):
        i420_from_bgr(returned)
