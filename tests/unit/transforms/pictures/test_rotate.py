from __future__ import annotations

import numpy as np
import pytest

from djinar.transforms.frame import Frame
from djinar.transforms.image import BgrImage
from djinar.transforms.pictures.rotate import rotate


def noise(height_px: int, width_px: int) -> BgrImage:
    return np.random.default_rng(1).integers(0, 256, (height_px, width_px, 3), dtype=np.uint8)


def at(time_seconds: float) -> Frame:
    return Frame(time_seconds=time_seconds, number=0)


def mean_difference(one: BgrImage, other: BgrImage) -> float:
    return float(np.abs(one.astype(np.int16) - other).mean())


def test_the_first_picture_is_upright() -> None:
    image = noise(48, 64)

    turned = rotate(image, at(0.0))

    assert np.array_equal(turned, image)


def test_two_seconds_make_a_quarter_turn_anticlockwise() -> None:
    square = noise(48, 48)

    turned = rotate(square, at(2.0))

    assert mean_difference(turned, np.rot90(square)) < 1


def test_four_seconds_put_it_upside_down() -> None:
    image = noise(48, 64)

    turned = rotate(image, at(4.0))

    assert mean_difference(turned, image[::-1, ::-1]) < 1


@pytest.mark.parametrize("time_seconds", [8.0, 80_000.0])
def test_a_full_turn_returns_to_the_start(time_seconds: float) -> None:
    image = noise(48, 64)

    turned = rotate(image, at(time_seconds))

    assert np.array_equal(turned, image)


def test_the_middle_stays_where_it_is() -> None:
    image = np.zeros((49, 65, 3), np.uint8)
    image[24, 32] = 255

    brightest = [int(rotate(image, at(seconds))[..., 0].argmax()) for seconds in (0.0, 0.5, 1.0, 3.3)]

    assert {divmod(place, 65) for place in brightest} == {(24, 32)}


def test_what_turns_into_the_picture_is_black() -> None:
    image = np.full((48, 64, 3), 200, np.uint8)

    turned = rotate(image, at(1.0))

    assert not turned[0, 0].any()
    assert (turned[24, 32] == 200).all()


def test_a_negative_speed_turns_the_other_way() -> None:
    square = noise(48, 48)

    turned = rotate(square, at(1.0), degrees_per_second=-90.0)

    assert mean_difference(turned, np.rot90(square, -1)) < 1


def test_the_angle_follows_the_time_and_not_the_count_of_pictures() -> None:
    image = noise(48, 64)

    early = rotate(image, Frame(time_seconds=1.5, number=3))
    late = rotate(image, Frame(time_seconds=1.5, number=45))

    assert np.array_equal(early, late)


@pytest.mark.parametrize("size", [(2, 2), (2, 3), (3, 2), (5, 7), (61, 81), (1080, 1920)], ids=str)
def test_the_picture_keeps_its_size(size: tuple[int, int]) -> None:
    turned = rotate(noise(*size), at(1.0))

    assert turned.shape == (*size, 3)
    assert turned.dtype == np.uint8
