"""What peer and server say to each other while the camera runs. See docs/protocol.md."""

from __future__ import annotations

from tests.integration.peers.pictures import HEIGHT_PX, WIDTH_PX, resembles, scene
from tests.integration.stream.conftest import Connect


async def test_a_ping_is_answered_with_the_rest_kept(connect: Connect) -> None:
    peer = await connect(video=None, audio=None)

    peer.send("ping 1234")

    assert await peer.messages.next() == "pong 1234"


async def test_statistics_tell_what_the_server_does(connect: Connect) -> None:
    peer = await connect("shade", audio=None)
    for _ in range(10):
        await peer.pictures.next()

    peer.tell("stats")
    stats = await peer.told("stats")

    assert stats["transform"] == "shade"
    assert (stats["width_px"], stats["height_px"]) == (WIDTH_PX, HEIGHT_PX)
    assert 10 <= stats["frames_out"] <= stats["frames_in"] < 200
    assert stats["frames_dropped"] <= stats["frames_in"] - stats["frames_out"]
    assert stats["frames_failed"] == 0
    assert 0 < stats["transform_ms"] < 1000
    assert 0 < stats["frame_age_ms"] < 1000


async def test_statistics_of_a_peer_without_a_camera_have_no_figures(connect: Connect) -> None:
    peer = await connect(video=None, audio=None)

    peer.tell("stats")
    stats = await peer.told("stats")

    assert stats["frames_in"] == stats["frames_out"] == stats["width_px"] == 0
    assert stats["transform_ms"] is stats["frame_age_ms"] is None


async def test_the_transform_changes_while_live(connect: Connect) -> None:
    peer = await connect("none", audio=None)
    before = await peer.pictures.next()

    peer.tell("transform", name="negative")
    answer = await peer.told("transform")
    after = await peer.pictures.first(lambda picture: not resembles(picture, scene()))

    assert resembles(before, scene())
    assert answer == {"type": "transform", "name": "negative", "options": {}}
    assert resembles(after, 255 - scene())


async def test_an_unknown_transform_changes_nothing(connect: Connect) -> None:
    peer = await connect("negative", audio=None)

    peer.tell("transform", name="nonsense")
    answer = await peer.told("error")
    peer.pictures.skip()
    picture = await peer.pictures.next()

    assert answer["code"] == "unknown-transform"
    assert "nonsense" in answer["detail"]
    assert resembles(picture, 255 - scene())


async def test_options_change_while_live(connect: Connect) -> None:
    peer = await connect("shade", {"level": 40}, audio=None)
    before = await peer.pictures.next()

    peer.tell("options", options={"level": 200})
    answer = await peer.told("options")
    after = await peer.pictures.first(lambda picture: picture.mean() > 120)

    assert abs(before.mean() - 40) < 10
    assert answer == {"type": "options", "options": {"level": 200}}
    assert abs(after.mean() - 200) < 10


async def test_an_option_out_of_its_range_changes_nothing(connect: Connect) -> None:
    peer = await connect("shade", {"level": 200}, audio=None)

    peer.tell("options", options={"level": 900})
    refusal = await peer.told("error")
    peer.tell("transform", name="shade", options={"level": -1})
    second_refusal = await peer.told("error")
    peer.tell("options", options={})
    answer = await peer.told("options")

    assert refusal["code"] == second_refusal["code"] == "invalid-option"
    assert "255" in refusal["detail"]
    assert answer["options"] == {"level": 200}


async def test_a_message_of_djinar_with_a_member_missing_is_refused(connect: Connect) -> None:
    peer = await connect(video=None, audio=None)

    peer.tell("transform")

    assert (await peer.told("error"))["code"] == "invalid-message"


async def test_other_messages_go_to_the_stream(connect: Connect) -> None:
    peer = await connect(video=None, audio=None)

    peer.send("hello")
    peer.send('{"type": "chat", "text": "hello"}')

    assert await peer.messages.next() == "you said hello"
    assert await peer.messages.next() == 'you said {"type": "chat", "text": "hello"}'


async def test_a_stream_that_fails_tells_the_peer_and_goes_on(connect: Connect) -> None:
    peer = await connect(video=None, audio=None)

    peer.send("raise")
    answer = await peer.told("error")
    peer.send("still there?")

    assert answer["code"] == "stream-failed"
    assert await peer.messages.next() == "you said still there?"
