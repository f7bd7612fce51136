"""docs/first-transform.md, in real sessions."""

from __future__ import annotations

import numpy as np
import pytest

from djinar import BgrImage
from djinar.testing import Scene, difference, resembles, stream_client
from djinar.testing.errors import RequestRefused
from docs.pages import blocks, running

TEN_LINES, WITH_PAPER, WITH_MEMORY = blocks("first-transform.md")


def in_shades(image: BgrImage, levels: int) -> BgrImage:
    """To the letter of what the page's code is meant to do."""
    return np.asarray(np.floor(image / 256 * levels) / (levels - 1) * 255, np.uint8)


async def test_the_ten_lines_change_the_picture_of_a_visitor() -> None:
    with running(TEN_LINES) as module:
        async with stream_client(module.Studio) as peer:
            picture = await peer.frame()

    assert resembles(picture, in_shades(Scene().still(), 4))
    assert not resembles(picture, Scene().still())


async def test_the_slider_changes_it_and_a_wrong_value_does_not() -> None:
    with running(TEN_LINES) as module:
        async with stream_client(module.Studio) as peer:
            await peer.set_options(levels=2)
            changed = await peer.frame()
            with pytest.raises(RequestRefused, match="at most 16"):
                await peer.set_options(levels=17)
            unchanged = await peer.frame()

    assert resembles(changed, in_shades(Scene().still(), 2))
    assert resembles(unchanged, changed)


async def test_the_paper_takes_the_colour_that_was_chosen() -> None:
    white = np.full((240, 320, 3), 255, np.uint8)

    with running(WITH_PAPER) as module:
        async with stream_client(module.Studio, camera=white, options={"paper": "#3366cc"}) as peer:
            picture = await peer.frame()

    assert difference(picture, np.full_like(white, (0xCC, 0x66, 0x33))) < 4


async def test_the_class_remembers_what_was_there_before() -> None:
    black, white = (np.full((240, 320, 3), value, np.uint8) for value in (0, 255))

    with running(WITH_MEMORY) as module:
        async with stream_client(
            module.Studio,
            camera=lambda number: white if number % 2 else black,
            options={"levels": 16, "trail": 95, "paper": "#ffffff"},
        ) as peer:
            settled = [(await peer.frame()).mean() for _ in range(60)][30:]

    assert max(settled) - min(settled) < 64
