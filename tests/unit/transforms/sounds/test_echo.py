from __future__ import annotations

import numpy as np

from djinar.transforms.registry import resolve
from tests.unit.transforms.sounds.made import Hear, sine


def test_the_sound_stays_as_it_is() -> None:
    said = sine(channels=2)

    assert np.array_equal(Hear("echo")(said), said)


def test_sound_need_not_go_through_it() -> None:
    assert resolve(["echo"])["echo"].keeps_picture
