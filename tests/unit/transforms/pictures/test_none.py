from __future__ import annotations

import numpy as np

from djinar.transforms.registry import resolve
from tests.unit.transforms.pictures.made import Show, noise


def test_the_picture_stays_as_it_is() -> None:
    camera = noise(48, 64)

    assert np.array_equal(Show("none")(camera), camera)


def test_pictures_need_not_go_through_it() -> None:
    assert resolve(["none"])["none"].keeps_picture
