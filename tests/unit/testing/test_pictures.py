from __future__ import annotations

import numpy as np
import pytest

from djinar.testing import Scene, difference, resembles


@pytest.mark.parametrize(("width_px", "height_px"), [(320, 240), (35, 33), (8, 8)])
def test_the_scene_has_the_size_asked_for(width_px: int, height_px: int) -> None:
    image = Scene(width_px=width_px, height_px=height_px)(7)

    assert image.shape == (height_px, width_px, 3)
    assert image.dtype == np.uint8


def test_the_scene_moves() -> None:
    scene = Scene()

    assert 0 < difference(scene(0), scene(1)) < 2


def test_a_picture_resembles_itself_with_the_square_elsewhere() -> None:
    assert resembles(Scene()(0), Scene()(30))


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_the_scene_resembles_itself_in_no_other_position(turns: int) -> None:
    still = Scene(width_px=240, height_px=240).still()

    assert not resembles(np.rot90(still, turns), still)
    assert not resembles(still[::-1], still)
    assert not resembles(255 - still, still)


def test_pictures_of_different_sizes_are_as_different_as_can_be() -> None:
    assert difference(Scene().still(), Scene(width_px=322).still()) == 255
