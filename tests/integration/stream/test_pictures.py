"""What comes back of the camera's pictures, for each transform of the test site's studio."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import numpy as np
import pytest

from djinar import BgrImage
from djinar.testing import StreamReported, stream_client
from tests.integration.peers.pictures import HEIGHT_PX, WIDTH_PX, difference, resembles, scene
from tests.integration.stream.conftest import Connect
from tests.site.streams import Studio


async def test_none_shows_the_camera_as_it_is() -> None:
    async with stream_client(Studio, transform="none") as peer:
        picture = await peer.frame()

    assert resembles(picture, scene())


async def test_negative_shows_every_colour_as_its_opposite() -> None:
    async with stream_client(Studio, transform="negative") as peer:
        picture = await peer.frame()

    assert resembles(picture, 255 - scene())
    assert not resembles(picture, scene())


async def test_shade_shows_one_grey_of_the_level_asked_for() -> None:
    async with stream_client(Studio, transform="shade", options={"level": 180}) as peer:
        picture = await peer.frame()

    assert picture.min() > 170
    assert picture.max() < 190


async def test_cartoon_draws_lines_between_flat_colours() -> None:
    async with stream_client(Studio, transform="cartoon") as peer:
        picture = await peer.frame()

    around_the_border = picture[40:80, WIDTH_PX // 2 - 6 : WIDTH_PX // 2 + 6].mean(axis=(0, 2))
    in_the_fields = picture[40:80, 40:80].mean(), picture[40:80, -80:-40].mean()
    assert around_the_border.min() < min(in_the_fields) / 2
    assert not resembles(picture[:100, :140], np.zeros_like(picture[:100, :140]))


async def test_edges_are_light_on_black() -> None:
    async with stream_client(Studio, transform="edges") as peer:
        picture = await peer.frame()

    assert np.mean(picture.max(axis=2) < 64) > 0.8
    assert picture[40:80, WIDTH_PX // 2 - 6 : WIDTH_PX // 2 + 6].max() > 128
    assert not resembles(picture, scene())


async def test_rotate_goes_on_turning_the_picture() -> None:
    async with stream_client(Studio, transform="rotate") as peer:
        first = await peer.frame()

        turned = await peer.frame(lambda picture: difference(picture, first) > 40)

    assert turned.shape == first.shape
    assert not resembles(turned, scene())


async def test_halved_comes_back_at_half_the_size() -> None:
    async with stream_client(Studio, transform="halved") as peer:
        picture = await peer.frame()

    # It returns an odd size, and pictures on the wire are even.
    assert picture.shape == (HEIGHT_PX // 2, WIDTH_PX // 2, 3)
    assert resembles(picture, np.full_like(picture, scene()[0, 0]))


async def test_an_async_transform_answers_in_its_own_time() -> None:
    async with stream_client(Studio, transform="remote") as peer:
        picture = await peer.frame()

    assert resembles(picture, np.full_like(picture, (255, 0, 0)))


@pytest.mark.parametrize("transform", ["failing", "misshapen"])
async def test_a_transform_that_fails_lets_no_picture_out(transform: str) -> None:
    async with stream_client(Studio, transform=transform) as peer:
        for _ in range(2):
            with pytest.raises(StreamReported, match="transform-failed"):
                await peer.frame()
        stats = await peer.stats()

    assert stats["frames_failed"] > 10
    assert stats["frames_out"] == 0


async def test_a_transform_that_fails_at_times_never_shows_the_camera() -> None:
    async with stream_client(Studio, transform="flaky") as peer:
        pictures: list[BgrImage] = []
        while len(pictures) < 10:
            with suppress(StreamReported):
                pictures.append(await peer.frame())

        assert peer.errors
    assert all(white(picture) for picture in pictures)


async def test_several_peers_of_one_server_see_each_its_own(connect: Connect) -> None:
    levels = (30, 90, 150, 210)
    peers = [await connect("shade", {"level": level}, audio=None) for level in levels]

    pictures = await asyncio.gather(*(peer.pictures.next() for peer in peers))

    for picture, level in zip(pictures, levels, strict=True):
        assert abs(picture.mean() - level) < 10


def white(picture: BgrImage) -> bool:
    return int(picture.min()) > 230
