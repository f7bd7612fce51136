"""What a developer does with a peer for tests when all goes well."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from djinar.testing import Camera, RequestRefused, Scene, Tone, loudness, pitch_hz, resembles, stream_client
from tests.integration.testing.streams import Salon


async def test_the_camera_comes_back() -> None:
    async with stream_client(Salon) as peer:
        picture = await peer.frame()

    assert resembles(picture, Scene().still())


async def test_a_session_begins_with_the_transform_asked_for() -> None:
    async with stream_client(Salon, transform="dye", options={"level": 200}) as peer:
        picture = await peer.frame()

    assert picture.mean() == pytest.approx(200, abs=4)


async def test_options_alone_are_of_the_first_transform() -> None:
    class Grey(Salon):
        transforms = ["dye"]

    async with stream_client(Grey, options={"level": 90}) as peer:
        picture = await peer.frame()

    assert picture.mean() == pytest.approx(90, abs=4)


async def test_a_session_begins_with_the_chain_asked_for() -> None:
    async with stream_client(Salon, chain=[("dye", {"level": 100}), "brighten"]) as peer:
        picture = await peer.frame()
        stats = await peer.stats()

    assert picture.mean() == pytest.approx(110, abs=4)
    assert stats["transforms"] == ["dye", "brighten"]


async def test_a_picture_after_changed_options_was_made_with_them() -> None:
    async with stream_client(Salon, transform="dye") as peer:
        for level in (200, 30, 250, 0, 120):
            confirmed = await peer.set_options(level=level)
            picture = await peer.frame()

            assert confirmed == {"level": level}
            assert picture.mean() == pytest.approx(level, abs=4)


async def test_a_picture_after_a_changed_transform_was_made_with_it() -> None:
    async with stream_client(Salon, transform="dye") as peer:
        await peer.frame()

        confirmed = await peer.set_transform("none")
        picture = await peer.frame()

    assert confirmed == {}
    assert resembles(picture, Scene().still())


async def test_a_chain_and_the_options_of_one_of_its_steps_can_be_changed() -> None:
    async with stream_client(Salon) as peer:
        chain = await peer.set_chain([("dye", {"level": 100}), ("brighten", {"by": 20})])
        before = await peer.frame()
        options = await peer.set_options(1, by=60)
        after = await peer.frame()

    assert [step["name"] for step in chain] == ["dye", "brighten"]
    assert options == {"by": 60}
    assert before.mean() == pytest.approx(120, abs=4)
    assert after.mean() == pytest.approx(160, abs=4)


async def test_a_refused_change_raises_the_reason() -> None:
    async with stream_client(Salon, transform="dye") as peer:
        with pytest.raises(RequestRefused, match="at most 255") as refused:
            await peer.set_options(level=900)
        with pytest.raises(RequestRefused, match="no transform 'nonsense'"):
            await peer.set_transform("nonsense")
        with pytest.raises(RequestRefused) as too_long:
            await peer.set_chain(["none"] * 9)

        picture = await peer.frame()

    assert (refused.value.code, refused.value.refusal["option"]) == ("invalid-option", "level")
    assert too_long.value.code == "chain-too-long"
    assert picture.mean() == pytest.approx(40, abs=4)


async def test_answers_belong_to_their_questions_when_many_are_asked_at_once() -> None:
    async with stream_client(Salon, transform="dye") as peer:
        answers = await asyncio.gather(
            peer.set_options(level=1),
            peer.set_options(level=-1),
            peer.stats(),
            peer.set_options(level=3),
            return_exceptions=True,
        )

    assert answers[0] == {"level": 1}
    assert isinstance(answers[1], RequestRefused)
    assert isinstance(answers[2], dict)
    assert answers[3] == {"level": 3}


@pytest.mark.parametrize(("width_px", "height_px"), [(640, 480), (1280, 720), (321, 241)])
async def test_pictures_have_the_cameras_size_from_the_first_one_on(width_px: int, height_px: int) -> None:
    scene = Scene(width_px=width_px, height_px=height_px)
    async with stream_client(Salon, camera=Camera(pictures=scene, frames_per_second=10)) as peer:
        picture = await peer.frame()

    assert resembles(picture, scene.still())


async def test_the_camera_may_be_an_array_and_as_slow_as_one_likes() -> None:
    red = np.full((120, 160, 3), (0, 0, 200), dtype=np.uint8)
    async with stream_client(Salon, camera=Camera(pictures=red, frames_per_second=5)) as peer:
        picture = await peer.frame()

    assert resembles(picture, red)


async def test_a_wait_may_be_for_a_certain_picture() -> None:
    async with stream_client(Salon, camera=lambda number: np.full((64, 64, 3), 10 * number, dtype=np.uint8)) as peer:
        picture = await peer.frame(lambda image: image.mean() > 95)

    assert picture.mean() == pytest.approx(100, abs=9)


async def test_the_microphone_comes_back() -> None:
    async with stream_client(Salon, microphone=Tone(pitch_hz=1000)) as peer:
        block = await peer.audio()
        sound = await peer.audio(seconds=0.5)

    assert block.shape == (480, 1)
    assert block.dtype == np.int16
    assert pitch_hz(sound) == pytest.approx(1000, abs=4)


async def test_sound_after_changed_options_was_made_with_them() -> None:
    async with stream_client(Salon, audio_chain=["quieter"]) as peer:
        before = await peer.audio(seconds=0.2)

        await peer.set_options(percent=10, kind="audio")
        after = await peer.audio(seconds=0.2)

    assert loudness(before) > 1000
    assert loudness(after) < 800


async def test_messages_go_both_ways() -> None:
    async with stream_client(Salon) as peer:
        for text in ("hello", "how are you?", "bye"):
            await peer.send(text)
        first = await peer.message()
        last = await peer.message(lambda text: text == "bye")

        assert (first, last) == ("hello", "bye")
        assert peer.messages == ["hello", "how are you?", "bye"]


async def test_what_a_transform_tells_arrives_with_its_picture() -> None:
    async with stream_client(Salon, transform="tell_size", camera=Scene(height_px=120)) as peer:
        told = await peer.told()

    assert told.transform == "tell_size"
    assert told.message["height"] == 120


async def test_the_stream_itself_is_at_hand_with_the_context_of_a_view() -> None:
    async with stream_client(Salon, context={"user_id": 7}) as peer:
        context = peer.stream.context

    assert type(peer.stream) is Salon
    assert context == {"user_id": 7}


async def test_a_peer_without_devices_can_still_talk() -> None:
    async with stream_client(Salon, camera=None, microphone=None) as peer:
        await peer.send("hello")

        assert await peer.message() == "hello"


async def test_several_peers_at_once_have_each_their_own_session() -> None:
    levels = (30, 90, 150, 210)

    async def seen(level: int) -> float:
        async with stream_client(Salon, transform="dye", options={"level": level}) as peer:
            return float((await peer.frame()).mean())

    assert await asyncio.gather(*map(seen, levels)) == pytest.approx(levels, abs=4)
