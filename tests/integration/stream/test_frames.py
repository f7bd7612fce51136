"""What becomes of pictures that no well-behaved camera sends, and of fast ones when the transform is slow.

In this process, without HTTP: peer and server share the engine.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import numpy as np
import pytest

from djinar import Stream
from djinar.backends.inline import InlineBackend
from djinar.backends.request import SessionRequest
from djinar.media.network import Network
from djinar.sdp import Offer
from djinar.sessions.limits import Limits
from djinar.sessions.reasons import EndReason
from tests.integration.peers.light_peer import LightPeer, Luma, Seen
from tests.integration.peers.numbered import number_in, numbered
from tests.integration.peers.tones import Samples, loudness, tone
from tests.site.streams import Studio


@pytest.fixture
async def backend() -> AsyncIterator[InlineBackend]:
    made = InlineBackend(Network(allow_loopback=True), Limits())
    yield made
    await asyncio.to_thread(made.stop)


@pytest.fixture
async def narrow_backend() -> AsyncIterator[InlineBackend]:
    made = InlineBackend(Network(allow_loopback=True), Limits(max_picture_px=320 * 240))
    yield made
    await asyncio.to_thread(made.stop)


async def connect(peer: LightPeer, backend: InlineBackend, transform: str, stream: type[Stream] = Studio) -> None:
    request = SessionRequest(stream=stream, offer=Offer.parse(await peer.offer()), transform=transform)
    opened = await backend.open(request)
    await peer.accept(opened.answer.sdp)


def fields(width_px: int, height_px: int) -> Luma:
    """Dark on the left, light on the right, and a light band at the top."""
    picture = np.full((height_px, width_px), 60, dtype=np.uint8)
    picture[:, width_px // 2 :] = 180
    picture[: height_px // 4] = 220
    return picture


@pytest.mark.parametrize("transform", ["none", "negative"])
@pytest.mark.parametrize(("width_px", "height_px"), [(321, 241), (321, 240), (320, 241), (35, 33)])
async def test_pictures_of_odd_sizes_come_back(
    backend: InlineBackend, transform: str, width_px: int, height_px: int
) -> None:
    async with LightPeer() as peer:
        peer.film(lambda _: fields(width_px, height_px), 30)
        await connect(peer, backend, transform)

        # The sender's engine may begin with smaller pictures, until it knows what the network carries.
        luma = (await peer.pictures.first(lambda seen: abs(seen.luma.shape[1] - width_px) <= 1)).luma

    assert abs(luma.shape[0] - height_px) <= 1
    left, right = luma[height_px // 2 :, : width_px // 3], luma[height_px // 2 :, -width_px // 3 :]
    assert bool(left.mean() < right.mean()) == (transform == "none")


@pytest.mark.parametrize("transform", ["none", "negative"])
async def test_the_size_may_change_in_mid_stream(backend: InlineBackend, transform: str) -> None:
    sizes = [(320, 240), (240, 320), (640, 480), (162, 122)]
    async with LightPeer() as peer:
        size = sizes[0]
        peer.film(lambda _: fields(*size), 30)
        await connect(peer, backend, transform)

        for size in sizes:
            await peer.pictures.first(of_size(*size))


def of_size(width_px: int, height_px: int) -> Callable[[Seen], bool]:
    return lambda seen: seen.luma.shape == (height_px, width_px)


async def test_a_picture_over_the_limit_ends_a_session_in_mid_stream(narrow_backend: InlineBackend) -> None:
    async with LightPeer() as peer:
        size = (320, 240)
        peer.film(lambda _: fields(*size), 30)
        await connect(peer, narrow_backend, "none")
        await peer.pictures.next()

        size = (640, 480)
        ended = await peer.messages.first(lambda text: '"ended"' in text)

    assert EndReason.PICTURE_TOO_LARGE in ended


async def test_a_turned_camera_is_asked_to_turn_the_pixels_itself(backend: InlineBackend) -> None:
    async with LightPeer() as peer:
        offer = await peer.offer()

        opened = await backend.open(SessionRequest(stream=Studio, offer=Offer.parse(offer)))

    assert "urn:3gpp:video-orientation" in offer
    assert "urn:3gpp:video-orientation" not in opened.answer.sdp


async def test_a_slow_transform_shows_the_newest_picture_however_long_it_runs(backend: InlineBackend) -> None:
    async with LightPeer() as peer:
        peer.film(numbered, 30)
        await connect(peer, backend, "slow")

        pictures = [await peer.pictures.next() for _ in range(40)]

    numbers = [number_in(picture.luma) for picture in pictures]
    ages = [picture.taken - number for picture, number in zip(pictures, numbers, strict=True)]
    assert numbers == sorted(set(numbers))
    # The transform takes the time of three pictures; were they queued, the last would be 80 pictures old.
    assert max(ages[-10:]) < 40


async def test_an_echo_stays_in_step_with_a_slow_picture(backend: InlineBackend) -> None:
    async with LightPeer(microphone=True) as peer:
        peer.film(numbered, 30)
        peer.speak(click)
        await connect(peer, backend, "slow")

        pictures = [await peer.pictures.next() for _ in range(50)]

    picture_seconds = float(np.median(picture_delays(peer, pictures)))
    sound_seconds = float(np.median(sound_delays(peer)))
    # Measured: 0.1 on a quiet machine, 0.25 on one with four times the work that it can do.
    assert abs(picture_seconds - sound_seconds) < 0.4


CLICK_EVERY_BLOCKS = 100


def click(block: int) -> Samples:
    return tone(1000, 0, 480) if block % CLICK_EVERY_BLOCKS < 2 else np.zeros(480, dtype=np.int16)


def picture_delays(peer: LightPeer, pictures: list[Seen]) -> list[float]:
    """From the camera to the far end and back, in seconds."""
    return [seen.at_seconds - peer.taken_at_seconds[number_in(seen.luma)] for seen in pictures]


def sound_delays(peer: LightPeer) -> list[float]:
    """From the microphone and back, in seconds, of each click."""
    spoken = np.array(peer.spoken_at_seconds[::CLICK_EVERY_BLOCKS])
    heard = [block.at_seconds for block in peer.sounds.items if loudness(block.samples) > 1000]
    begins = [at for before, at in zip([0.0, *heard], heard, strict=False) if at - before > 0.1]
    return [at - float(spoken[spoken < at].max()) for at in begins]
