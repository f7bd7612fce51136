from __future__ import annotations

import json

import pytest

from djinar import Colour


def test_a_colour_is_its_code_in_small_letters() -> None:
    colour = Colour("#FF8800")

    assert colour == "#ff8800"
    assert json.dumps(colour) == '"#ff8800"'


def test_a_colour_is_what_opencv_draws_with() -> None:
    assert Colour("#ff8001").bgr == (1, 128, 255)


@pytest.mark.parametrize(
    "code", ["", "red", "#f80", "#ff88001", "ff8800", "#gg8800", "#ff8800\n", " #ff8800", "#ff88 0"]
)
def test_what_is_no_colour_is_refused_with_how_one_is_written(code: str) -> None:
    with pytest.raises(ValueError, match='A colour is written "#rrggbb", not '):
        Colour(code)
