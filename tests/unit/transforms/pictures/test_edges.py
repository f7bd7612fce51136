from __future__ import annotations

import cv2
import numpy as np
import pytest

from djinar.transforms.image import GrayImage
from djinar.transforms.pictures.edges import edges


def white_square() -> GrayImage:
    image = np.zeros((60, 80), np.uint8)
    image[20:40, 30:50] = 255
    return image


def test_the_outline_of_a_square_is_white_and_all_else_is_black() -> None:
    outline = np.zeros((60, 80), np.uint8)
    cv2.rectangle(outline, (30, 20), (49, 39), 255)
    near_outline = cv2.dilate(outline, np.ones((3, 3), np.uint8)) > 0

    drawn = edges(white_square())

    assert set(np.unique(drawn)) == {0, 255}
    assert not drawn[~near_outline].any()
    assert (cv2.dilate(drawn, np.ones((3, 3), np.uint8))[outline > 0] == 255).all()


def test_a_plain_wall_has_no_edges() -> None:
    wall = np.full((60, 80), 90, np.uint8)

    drawn = edges(wall)

    assert not drawn.any()


def test_lower_thresholds_find_fainter_edges() -> None:
    faint = np.full((60, 80), 100, np.uint8)
    faint[:, 40:] = 115

    coarse = edges(faint, low=100, high=200)
    fine = edges(faint, low=10, high=40)

    assert not coarse.any()
    assert fine.any()


def test_thresholds_the_wrong_way_round_mean_the_same() -> None:
    image = np.random.default_rng(1).integers(0, 256, (60, 80), dtype=np.uint8)

    drawn = edges(image, low=200, high=100)

    assert np.array_equal(drawn, edges(image, low=100, high=200))


@pytest.mark.parametrize("size", [(2, 2), (2, 3), (3, 2), (5, 7), (61, 81), (1080, 1920)], ids=str)
def test_the_picture_keeps_its_size(size: tuple[int, int]) -> None:
    image = np.random.default_rng(1).integers(0, 256, size, dtype=np.uint8)

    drawn = edges(image)

    assert drawn.shape == size
    assert drawn.dtype == np.uint8
