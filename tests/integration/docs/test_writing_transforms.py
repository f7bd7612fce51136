"""docs/writing-transforms.md, in real sessions."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import numpy as np
import pytest

from djinar import BgrImage
from djinar.testing import Limits, Scene, loudness, resembles, stream_client
from docs.pages import PAGES, blocks, running

PAGE = (PAGES / "writing-transforms.md").read_text()
FAILING = """
import time

from djinar import BgrImage, Frame, Sound, Stream, transform


@transform
def raising(image: BgrImage) -> BgrImage:
    raise ValueError("what the server keeps to itself")

@transform
def misshapen(image: BgrImage) -> BgrImage:
    return image[:, :, 0]

@transform
def hanging(image: BgrImage) -> BgrImage:
    time.sleep(0.5)
    return image

@transform
def muttering(image: BgrImage, frame: Frame) -> BgrImage:
    frame.tell({"image": object()})
    return image

@transform
def shortened(sound: Sound) -> Sound:
    return sound[1:]

class Studio(Stream):
    transforms = [raising, misshapen, hanging, muttering]
    audio = shortened
"""


@pytest.fixture
def page() -> Iterator[ModuleType]:
    with running("\n".join(blocks("writing-transforms.md"))) as module:
        yield module


async def test_a_peer_chains_what_the_page_shows(page: ModuleType) -> None:
    async with stream_client(page.Studio, chain=["square", ("threshold", {"level": 100})]) as peer:
        picture = await peer.frame()

    assert picture.shape == (240, 240, 3)
    assert resembles(picture, np.where(Scene().still()[:, 40:280] > 100, 255, 0).astype(np.uint8))


async def test_a_peer_is_told_how_bright_its_picture_is(page: ModuleType) -> None:
    async with stream_client(page.Studio, transform="exposure") as peer:
        told = await peer.told()

    assert told.message["mean"] == pytest.approx(Scene().still().mean(), abs=5)


async def test_a_trail_stays_while_its_option_changes(page: ModuleType) -> None:
    def flash(number: int) -> BgrImage:
        return np.full((120, 160, 3), 255 if number < 5 else 0, np.uint8)

    async with stream_client(
        page.Studio, transform="light_painting", options={"fade_seconds": 10.0}, camera=flash
    ) as peer:
        await peer.frame(lambda picture: picture.mean() < 250)
        await peer.set_options(fade_seconds=8.0)
        later = await peer.frame()

    assert later.mean() > 100


async def test_a_voice_trembles(page: ModuleType) -> None:
    async with stream_client(page.Studio) as peer:
        sound = await peer.audio(seconds=1.0)

    loudnesses = [loudness(sound[first : first + 960]) for first in range(9600, 38400, 960)]
    assert max(loudnesses) > 2 * min(loudnesses)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("raising", "raised ValueError"),
        (
            "misshapen",
            "failed: A transform of bgr pictures must return uint8 of shape (height, width, 3), at least 2x2, ",
        ),
        ("hanging", "did not return within "),
        ("muttering", "raised TypeError"),
    ],
)
async def test_the_peer_is_told_of_a_failure_in_the_words_on_the_page(name: str, told: str) -> None:
    limits = Limits(transform_deadline_seconds=0.1)

    with running(FAILING) as module:
        async with stream_client(module.Studio, transform=name, limits=limits, microphone=None) as peer:
            error = await peer.error()

    assert (error["code"], error["transform"]) == ("transform-failed", name)
    assert told in error["detail"]
    assert f"`{told}" in PAGE


async def test_sound_of_another_shape_is_refused_in_the_words_on_the_page() -> None:
    with running(FAILING) as module:
        async with stream_client(module.Studio, camera=None, limits=Limits(max_transform_failures=1000)) as peer:
            error = await peer.error()

    told = "failed: A sound transform must return int16 of the shape it got, (480, 1), not "
    assert told in error["detail"]
    assert f"`{told}" in PAGE
