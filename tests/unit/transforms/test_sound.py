from __future__ import annotations

import numpy as np
import pytest

from djinar.exceptions import InvalidSound
from djinar.transforms.sound import checked_sound

GIVEN = np.zeros((480, 2), np.int16)


def test_sound_of_the_shape_that_was_given_is_taken_itself() -> None:
    returned = np.ones((480, 2), np.int16)

    assert checked_sound(returned, GIVEN) is returned


@pytest.mark.parametrize(
    ("returned", "found"),
    [
        (None, "NoneType"),
        (b"\0" * 1920, "bytes"),
        (np.zeros((480, 1), np.int16), r"int16 of shape \(480, 1\)"),
        (np.zeros((960, 2), np.int16), r"int16 of shape \(960, 2\)"),
        (np.zeros((2, 480), np.int16), r"int16 of shape \(2, 480\)"),
        (np.zeros(960, np.int16), r"int16 of shape \(960,\)"),
        (np.zeros((480, 2), np.float32), r"float32 of shape \(480, 2\)"),
    ],
    ids=lambda value: getattr(value, "shape", None) and f"{value.dtype} {value.shape}",
)
def test_any_other_is_refused_with_what_was_given_and_found(returned: object, found: str) -> None:
    with pytest.raises(InvalidSound, match=rf"must return int16 of the shape it got, \(480, 2\), not {found}\."):
        checked_sound(returned, GIVEN)
