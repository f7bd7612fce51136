"""What peer and server say to each other while the camera runs. See docs/protocol.md."""

from __future__ import annotations

import pytest

from djinar.testing import RequestRefused, StreamReported, resembles, stream_client
from tests.integration.peers.pictures import HEIGHT_PX, WIDTH_PX, scene
from tests.site.streams import Studio


async def test_a_ping_is_answered_with_the_rest_kept() -> None:
    async with stream_client(Studio) as peer:
        await peer.send("ping 1234")

        assert await peer.message() == "pong 1234"


async def test_statistics_tell_what_the_server_does() -> None:
    async with stream_client(Studio, transform="shade") as peer:
        for _ in range(10):
            await peer.frame()

        stats = await peer.stats()

    assert stats["transforms"] == ["shade"]
    assert (stats["width_px"], stats["height_px"]) == (WIDTH_PX, HEIGHT_PX)
    assert 10 <= stats["frames_out"] <= stats["frames_in"] < 200
    assert stats["frames_dropped"] <= stats["frames_in"] - stats["frames_out"]
    assert stats["frames_failed"] == stats["sound_blocks_failed"] == 0
    assert 0 < stats["transform_ms"] < 1000
    assert 0 < stats["frame_age_ms"] < 1000


async def test_statistics_of_a_peer_without_a_camera_have_no_figures() -> None:
    async with stream_client(Studio, camera=None) as peer:
        stats = await peer.stats()

    assert stats["frames_in"] == stats["frames_out"] == stats["width_px"] == 0
    assert stats["transform_ms"] is stats["frame_age_ms"] is None


async def test_the_transform_changes_while_live() -> None:
    async with stream_client(Studio, transform="none") as peer:
        before = await peer.frame()
        answer = await peer.ask("transform", name="negative")
        after = await peer.frame()

    assert resembles(before, scene())
    assert answer == {"type": "transform", "kind": "video", "name": "negative", "options": {}}
    assert resembles(after, 255 - scene())


async def test_a_chain_changes_while_live() -> None:
    async with stream_client(Studio, chain=["negative"]) as peer:
        answer = await peer.ask("chain", transforms=[{"name": "shade", "options": {"level": 90}}, {"name": "negative"}])
        picture = await peer.frame()

    assert answer == {
        "type": "chain",
        "kind": "video",
        "transforms": [{"name": "shade", "options": {"level": 90}}, {"name": "negative", "options": {}}],
    }
    assert picture.mean() == pytest.approx(165, abs=5)


async def test_an_unknown_transform_changes_nothing() -> None:
    async with stream_client(Studio, transform="negative") as peer:
        with pytest.raises(RequestRefused, match="nonsense") as refused:
            await peer.set_transform("nonsense")
        picture = await peer.frame()

    assert refused.value.code == "unknown-transform"
    assert resembles(picture, 255 - scene())


async def test_options_change_while_live() -> None:
    async with stream_client(Studio, transform="shade", options={"level": 40}) as peer:
        before = await peer.frame()
        answer = await peer.ask("options", options={"level": 200})
        after = await peer.frame()

    assert abs(before.mean() - 40) < 10
    assert answer == {"type": "options", "kind": "video", "index": 0, "options": {"level": 200}}
    assert abs(after.mean() - 200) < 10


async def test_an_option_out_of_its_range_changes_nothing() -> None:
    async with stream_client(Studio, transform="shade", options={"level": 200}) as peer:
        with pytest.raises(RequestRefused, match="255") as too_much:
            await peer.set_options(level=900)
        with pytest.raises(RequestRefused) as too_little:
            await peer.set_transform("shade", level=-1)
        options = await peer.set_options()

    assert too_much.value.code == too_little.value.code == "invalid-option"
    assert options == {"level": 200}


async def test_a_message_of_djinar_with_a_member_missing_is_refused() -> None:
    async with stream_client(Studio, camera=None) as peer:
        with pytest.raises(RequestRefused) as refused:
            await peer.ask("transform")

    assert refused.value.code == "invalid-message"


async def test_other_messages_go_to_the_stream() -> None:
    async with stream_client(Studio, camera=None) as peer:
        await peer.send("hello")
        await peer.send('{"type": "chat", "text": "hello"}')

        assert await peer.message() == "you said hello"
        assert await peer.message() == 'you said {"type": "chat", "text": "hello"}'


async def test_a_stream_that_fails_tells_the_peer_and_goes_on() -> None:
    async with stream_client(Studio, camera=None) as peer:
        await peer.send("raise")
        with pytest.raises(StreamReported, match="stream-failed"):
            await peer.message()
        await peer.send("still there?")

        assert await peer.message() == "you said still there?"
