from __future__ import annotations

import cv2
import numpy as np
import pytest

from djinar.transforms.image import BgrImage
from djinar.transforms.options import OptionValue
from tests.unit.transforms.pictures.made import SIZES, Show, even, is_like, noise

FRAME_SECONDS = 1 / 30
MIDDLE = np.s_[50:190, 60:260]


def wallpaper() -> BgrImage:
    return cv2.GaussianBlur(noise(240, 320), (0, 0), 3).astype(np.uint8)


def moved(right_px: int, down_px: int, **options: OptionValue) -> BgrImage:
    """The third picture of a wallpaper that moves by so much from each to the next."""
    show = Show("optical_flow", **options)
    image = wallpaper()
    for number in range(2):
        show(np.roll(image, (number * down_px, number * right_px), (0, 1)), number * FRAME_SECONDS)
    return show(np.roll(image, (2 * down_px, 2 * right_px), (0, 1)), 2 * FRAME_SECONDS)


def colour(image: BgrImage) -> tuple[float, float, float]:
    blue, green, red = (float(part) for part in image[MIDDLE].mean(axis=(0, 1)))
    return blue, green, red


def colourfulness(image: BgrImage) -> float:
    return float(np.ptp(image[MIDDLE].astype(int), axis=2).mean())


def test_right_is_red_and_left_is_green() -> None:
    to_the_right, to_the_left = colour(moved(4, 0)), colour(moved(-4, 0))

    assert to_the_right[2] == max(to_the_right)
    assert to_the_left[1] == max(to_the_left)


def test_up_is_blue_and_down_is_yellow() -> None:
    up, down = colour(moved(0, -4)), colour(moved(0, 4))

    assert up[0] == max(up)
    assert down[0] == min(down)


def test_what_stands_still_has_no_colour() -> None:
    assert colourfulness(moved(0, 0)) < 2


def test_faster_is_stronger() -> None:
    slow, fast = (colourfulness(moved(pixels, 0, sensitivity=0)) for pixels in (1, 5))

    assert 2 < slow < fast


def test_more_sensitivity_shows_slower_movement() -> None:
    little, much = (colourfulness(moved(1, 0, sensitivity=sensitivity)) for sensitivity in (0, 100))

    assert little < 25 < much


def test_the_picture_beneath_can_be_left_out() -> None:
    assert moved(0, 0, picture=0).max() <= 2
    assert moved(0, 0, picture=100)[MIDDLE].std() == pytest.approx(
        cv2.cvtColor(wallpaper(), cv2.COLOR_BGR2GRAY)[MIDDLE].std(), rel=0.1
    )


def test_arrows_are_drawn_where_something_moves_and_nowhere_else() -> None:
    still, moving = (moved(pixels, 0, show="arrows", picture=0) for pixels in (0, 4))

    assert still.max() <= 2
    assert 0.02 < (moving[MIDDLE].max(axis=2) > 100).mean() < 0.6
    assert colour(moving)[2] == max(colour(moving))


def test_the_first_picture_is_shown_without_colours() -> None:
    shown = Show("optical_flow", picture=100)(wallpaper())

    assert np.ptp(shown.astype(int), axis=2).max() <= 1


def test_another_size_begins_anew() -> None:
    show = Show("optical_flow", picture=0)

    show(wallpaper())
    shown = show(noise(120, 160), FRAME_SECONDS)

    assert is_like(shown, (0, 0, 0))


@pytest.mark.parametrize("show", ["colours", "arrows"])
@pytest.mark.parametrize(
    "size",
    [*SIZES, *((height, width) for height in (12, 16, 20, 34) for width in (12, 16, 20, 800)), (400, 2)],
    ids=str,
)
def test_the_picture_keeps_its_size(size: tuple[int, int], show: str) -> None:
    session = Show("optical_flow", show=show, sensitivity=100)

    for number in range(3):
        image = np.roll(noise(*size), number, 1)
        assert session(image, number * FRAME_SECONDS).shape == even(size)
