from __future__ import annotations

import numpy as np
import pytest

from djinar.transforms.colour import Colour
from djinar.transforms.image import BgrImage
from tests.unit.transforms.pictures.made import GREY, SIZES, Show, even, is_like, noise, plain

FRAME_SECONDS = 1 / 30
LEFT, RIGHT = np.s_[40:56, 24:40], np.s_[40:56, 120:136]


def room(ball_at: int | None = None) -> BgrImage:
    """A grey room; a white ball 24 pixels wide, if there is one."""
    image = plain(GREY, 96, 160)
    if ball_at is not None:
        image[36:60, ball_at : ball_at + 24] = 255
    return image


def redness(image: BgrImage) -> float:
    return float(image[..., 2].astype(int).mean() - image[..., 0].astype(int).mean())


def test_the_first_picture_stands_still() -> None:
    shown = Show("motion", dim=50)(room())

    assert is_like(shown, (64, 64, 64))


def test_what_moves_glows_and_what_stands_still_is_dimmed() -> None:
    show = Show("motion", colour=Colour("#ff0000"))

    show(room())
    shown = show(room(ball_at=20), FRAME_SECONDS)

    assert redness(shown[LEFT]) > 50
    assert redness(shown[RIGHT]) < 2
    assert shown[RIGHT].mean() < 60


def test_what_stopped_moving_stops_glowing() -> None:
    show = Show("motion", colour=Colour("#ff0000"), trail_seconds=0.5)

    show(room())
    shown = [show(room(ball_at=20), number * FRAME_SECONDS) for number in range(1, 91)]

    assert redness(shown[0][LEFT]) > 50
    assert redness(shown[-1][LEFT]) < 2


def test_a_longer_trail_glows_for_longer() -> None:
    def glow_after_half_a_second(trail_seconds: float) -> float:
        show = Show("motion", colour=Colour("#ff0000"), trail_seconds=trail_seconds)
        show(room())
        show(room(ball_at=20), FRAME_SECONDS)
        return [redness(show(room(), number * FRAME_SECONDS)[LEFT]) for number in range(2, 17)][-1]

    none, some, long = map(glow_after_half_a_second, (0.0, 0.5, 3.0))

    assert none < 2
    assert none < some < long


def test_less_sensitivity_does_not_see_faint_movement() -> None:
    def seen(sensitivity: int) -> float:
        show = Show("motion", colour=Colour("#ff0000"), sensitivity=sensitivity)
        show(plain((100, 100, 100)))
        return redness(show(plain((115, 115, 115)), FRAME_SECONDS))

    assert seen(0) < 2
    assert seen(100) > 50


def test_without_tint_and_dimming_nothing_is_seen_of_it() -> None:
    show = Show("motion", tint=0, dim=0)

    show(room())

    assert is_like(show(room(ball_at=20), FRAME_SECONDS), room(ball_at=20))


def test_each_session_has_seen_its_own_pictures_only() -> None:
    one, other = Show("motion"), Show("motion")

    one(room())
    shown = other(room(ball_at=20), FRAME_SECONDS)

    assert redness(shown[LEFT]) < 2


def test_another_size_begins_anew() -> None:
    show = Show("motion", dim=50)

    show(room())
    shown = show(plain(GREY, 60, 80), FRAME_SECONDS)

    assert is_like(shown, (64, 64, 64))


@pytest.mark.parametrize("end", [0, 100])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_picture_keeps_its_size(size: tuple[int, int], end: int) -> None:
    show = Show("motion", sensitivity=end, tint=end, dim=end, trail_seconds=end * 0.03)

    for number in range(3):
        assert show(noise(*size), number * FRAME_SECONDS).shape == even(size)
