"""What somebody who looks at a session sees."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable
from contextlib import aclosing

import cv2
import numpy as np
import pytest

from djinar import BgrImage
from djinar.sessions import look
from djinar.sessions.look import Looks
from djinar.transforms.pictures.none import none
from tests.unit.sessions.parts import Rendering, named, picture


def white(image: BgrImage) -> BgrImage:
    image[:] = 255
    return image


def failing(image: BgrImage) -> BgrImage:
    raise RuntimeError("This transform always fails.")


@pytest.fixture
async def rendering(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Rendering]:
    monkeypatch.setattr(look, "_LONGEST_SECONDS", 0.5)
    async with aclosing(Rendering(white, none, failing)) as rendering:
        yield rendering


@pytest.fixture
def looks(rendering: Rendering) -> Looks:
    return Looks(rendering.renderer, rendering.threads)


async def send(looks: Looks) -> bool:
    """One grey picture through the transforms; false when nothing is sent."""
    with picture() as received:
        if await looks(received) is None:
            return False
        looks.sent(None)
        return True


async def begun(seeing: Awaitable[bytes | None]) -> asyncio.Future[bytes | None]:
    task = asyncio.ensure_future(seeing)
    await asyncio.sleep(0)
    return task


def brightness(jpeg: bytes | None) -> float:
    assert jpeg is not None
    return float(np.mean(np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE))))


async def test_who_looks_sees_what_the_transforms_made(looks: Looks) -> None:
    seeing = await begun(looks.jpeg())
    await send(looks)

    assert brightness(await seeing) > 250


async def test_a_picture_that_is_sent_untouched_is_seen_untouched(looks: Looks, rendering: Rendering) -> None:
    rendering.chosen.choose(named("none"))

    seeing = await begun(looks.jpeg())
    await send(looks)

    assert 110 < brightness(await seeing) < 130


async def test_several_see_the_same_picture(looks: Looks) -> None:
    seeing = [await begun(looks.jpeg()), await begun(looks.jpeg())]
    await send(looks)

    one, other = await asyncio.gather(*seeing)
    assert one == other
    assert one is not None


async def test_nothing_is_seen_of_a_picture_whose_transform_fails(looks: Looks, rendering: Rendering) -> None:
    await send(looks)
    rendering.chosen.choose(named("failing"))

    seeing = await begun(looks.jpeg())

    assert not await send(looks)
    assert await seeing is None


async def test_a_picture_from_before_somebody_asked_is_not_shown(looks: Looks) -> None:
    await send(looks)

    assert await looks.jpeg() is None


async def test_a_picture_that_was_rendered_but_not_sent_is_not_shown(looks: Looks) -> None:
    seeing = await begun(looks.jpeg())
    with picture() as received:
        await looks(received)

    assert await seeing is None


async def test_a_second_look_sees_nothing_of_the_first(looks: Looks, rendering: Rendering) -> None:
    first = await begun(looks.jpeg())
    await send(looks)
    assert brightness(await first) > 250

    rendering.chosen.choose(named("none"))
    with picture() as received:
        await looks(received)
        second = await begun(looks.jpeg())
        looks.sent(None)
    await send(looks)

    assert 110 < brightness(await second) < 130


async def test_a_transform_may_go_on_writing_where_its_picture_was(looks: Looks, rendering: Rendering) -> None:
    seeing = await begun(looks.jpeg())
    with picture() as received:
        planes = await looks(received)
        assert isinstance(planes, np.ndarray)
        planes[:] = 0
        looks.sent(None)

    assert brightness(await seeing) > 250


async def test_the_jpeg_is_made_on_a_worker_thread(
    looks: Looks, rendering: Rendering, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []

    def encode(planes: object, rotation: int) -> bytes:
        names.append(threading.current_thread().name)
        return b"jpeg"

    monkeypatch.setattr(look, "thumbnail", encode)

    seeing = await begun(looks.jpeg())
    await send(looks)

    assert await seeing == b"jpeg"
    assert names == ["djinar transform"]


async def test_nothing_is_copied_or_encoded_while_nobody_looks(looks: Looks, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[object] = []
    monkeypatch.setattr(look, "_copy", copied.append)

    await send(looks)
    await looks.jpeg()
    await send(looks)

    assert copied == []


async def test_a_server_that_stops_shows_nothing(looks: Looks, rendering: Rendering) -> None:
    rendering.chosen.choose(named("none"))
    rendering.threads.stop()

    seeing = await begun(looks.jpeg())

    assert await send(looks)
    assert await seeing is None
