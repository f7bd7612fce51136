"""What becomes of pictures that no well-behaved camera sends, and of fast ones when the transform is slow."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import numpy as np
import pytest

from djinar import BgrImage, GrayImage, Sound
from djinar.media.network import Network
from djinar.sdp import Offer
from djinar.sessions.hub import SessionHub
from djinar.sessions.limits import Limits
from djinar.sessions.reasons import EndReason
from djinar.testing import ReturnedPicture, SessionEnded, StreamPeer, Tone, loudness, stream_client
from tests.integration.peers.light_peer import LightPeer
from tests.integration.peers.numbered import number_in, numbered
from tests.site.streams import Studio


def fields(width_px: int, height_px: int) -> GrayImage:
    """Dark on the left, light on the right, and a light band at the top."""
    picture = np.full((height_px, width_px), 60, dtype=np.uint8)
    picture[:, width_px // 2 :] = 180
    picture[: height_px // 4] = 220
    return picture


@pytest.mark.parametrize("transform", ["none", "negative"])
@pytest.mark.parametrize(("width_px", "height_px"), [(321, 241), (321, 240), (320, 241), (35, 33)])
async def test_pictures_of_odd_sizes_come_back(transform: str, width_px: int, height_px: int) -> None:
    async with stream_client(Studio, transform=transform, camera=fields(width_px, height_px)) as peer:
        picture = await peer.frame()

    assert abs(picture.shape[1] - width_px) <= 1
    assert abs(picture.shape[0] - height_px) <= 1
    left, right = picture[height_px // 2 :, : width_px // 3], picture[height_px // 2 :, -width_px // 3 :]
    assert bool(left.mean() < right.mean()) == (transform == "none")


@pytest.mark.parametrize("transform", ["none", "negative"])
async def test_the_size_may_change_in_mid_stream(transform: str) -> None:
    sizes = [(320, 240), (240, 320), (640, 480), (162, 122)]
    size = sizes[0]
    async with stream_client(Studio, transform=transform, camera=lambda _: fields(*size)) as peer:
        for size in sizes:
            await peer.frame(of_size(*size))


def of_size(width_px: int, height_px: int) -> Callable[[BgrImage], bool]:
    return lambda image: image.shape == (height_px, width_px, 3)


async def test_a_picture_over_the_limit_ends_a_session_in_mid_stream() -> None:
    size = (320, 240)
    limits = Limits(max_picture_px=320 * 240)
    async with stream_client(Studio, camera=lambda _: fields(*size), limits=limits) as peer:
        await peer.frame()

        size = (640, 480)
        with pytest.raises(SessionEnded) as ended:
            await peer.frame(lambda image: False)

    assert ended.value.reason == EndReason.PICTURE_TOO_LARGE
    assert "640x480" in ended.value.detail


async def test_a_turned_camera_is_asked_to_turn_the_pixels_itself() -> None:
    hub = SessionHub(Network(allow_loopback=True), Limits())
    async with LightPeer() as peer:
        offer = await peer.offer()

        opened = await hub.open(lambda session: Studio(session, {}), Offer.parse(offer), {})
        await hub.stop()

    assert "urn:3gpp:video-orientation" in offer
    assert "urn:3gpp:video-orientation" not in opened.answer.sdp


async def test_a_slow_transform_shows_the_newest_picture_however_long_it_runs() -> None:
    async with stream_client(Studio, transform="slow", camera=numbered) as peer:
        pictures = [await peer.picture() for _ in range(40)]

    numbers = [number_of(picture) for picture in pictures]
    ages = [picture.taken - number for picture, number in zip(pictures, numbers, strict=True)]
    assert numbers == sorted(set(numbers))
    # The transform takes the time of three pictures; were they queued, the last would be 80 pictures old.
    assert max(ages[-10:]) < 40


async def test_an_echo_stays_in_step_with_a_slow_picture() -> None:
    clock = asyncio.get_running_loop().time
    taken_at_seconds: list[float] = []
    clicked_at_seconds: list[float] = []

    def take(number: int) -> GrayImage:
        taken_at_seconds.append(clock())
        return numbered(number)

    def click(number: int) -> Sound:
        """Once a second."""
        if number % 100 == 0:
            clicked_at_seconds.append(clock())
        return Tone(pitch_hz=1000)(0) * (number % 100 < 2)

    async with stream_client(Studio, transform="slow", camera=take, microphone=click) as peer:
        listening = asyncio.create_task(clicks_heard(peer, 4))
        pictures = [await peer.picture() for _ in range(50)]
        heard_at_seconds = await listening

    picture_delays = [picture.at_seconds - taken_at_seconds[number_of(picture)] for picture in pictures]
    sound_delays = np.array(heard_at_seconds) - clicked_at_seconds[: len(heard_at_seconds)]
    # Measured: 0.1 on a quiet machine, 0.25 on one with four times the work that it can do.
    assert abs(np.median(picture_delays) - np.median(sound_delays)) < 0.4


def number_of(picture: ReturnedPicture) -> int:
    return number_in(picture.image[:, :, 0])


async def clicks_heard(peer: StreamPeer[Studio], times: int) -> list[float]:
    """When each began, by the event loop's clock."""
    heard = []
    for _ in range(times):
        await peer.audio(where=lambda block: loudness(block) > 1000)
        heard.append(asyncio.get_running_loop().time())
        await peer.audio(where=lambda block: loudness(block) < 100)
    return heard
