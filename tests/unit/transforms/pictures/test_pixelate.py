from __future__ import annotations

import numpy as np
import pytest

from tests.unit.transforms.pictures.made import GREEN, RED, SIZES, Show, even, is_like, noise, plain


def test_a_block_has_one_colour_the_mean_of_what_it_hides() -> None:
    image = plain((0, 0, 0), 96, 128)
    image[:, ::2] = 255

    pixelated = Show("pixelate", blocks=8)(image)

    assert is_like(pixelated, (128, 128, 128))


def test_there_are_as_many_blocks_across_as_asked_for() -> None:
    brightness = Show("pixelate", blocks=16)(noise(96, 128)).sum(axis=2).astype(int)

    steps_across, steps_down = (
        np.flatnonzero(np.abs(np.diff(brightness, axis=axis)).sum(axis=1 - axis)) for axis in (1, 0)
    )
    assert list(steps_across) == list(range(7, 127, 8))
    assert list(steps_down) == list(range(7, 95, 8))


def test_regions_keep_their_colour() -> None:
    image = plain(RED, 96, 128)
    image[:, 64:] = GREEN

    pixelated = Show("pixelate", blocks=8)(image)

    assert is_like(pixelated, image, tolerance=6)


def test_round_blocks_leave_black_between_them() -> None:
    lamps = Show("pixelate", blocks=8, shape="round")(plain(RED, 96, 128))

    assert is_like(lamps[8, 8], RED, tolerance=8)
    assert lamps[0, 0].max() < 30
    assert lamps[16, 16].max() < 30


@pytest.mark.parametrize("shape", ["square", "round"])
@pytest.mark.parametrize("blocks", [8, 160])
@pytest.mark.parametrize("size", [*SIZES, (200, 2), (2, 200)], ids=str)
def test_the_picture_keeps_its_size(size: tuple[int, int], blocks: int, shape: str) -> None:
    assert Show("pixelate", blocks=blocks, shape=shape)(noise(*size)).shape == even(size)
