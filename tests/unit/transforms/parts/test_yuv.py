from __future__ import annotations

import pytest

from djinar.transforms.colour import Colour
from djinar.transforms.parts.yuv import BLACK, NO_COLOUR, WHITE, yuv


@pytest.mark.parametrize(
    ("colour", "planes"),
    [
        ("#000000", (BLACK, NO_COLOUR, NO_COLOUR)),
        ("#ffffff", (WHITE, NO_COLOUR, NO_COLOUR)),
        ("#ff0000", (82, 90, 240)),  # BT.601's primary colours
        ("#00ff00", (145, 54, 34)),
        ("#0000ff", (41, 240, 110)),
    ],
)
def test_a_colour_is_known_in_the_planes(colour: str, planes: tuple[int, int, int]) -> None:
    assert yuv(Colour(colour)) == pytest.approx(planes, abs=1)
