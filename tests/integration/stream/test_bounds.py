"""What a peer cannot do with its data channels, while its video goes on."""

from __future__ import annotations

from aiortc import RTCDataChannel

from djinar.testing import Camera, resembles, stream_client
from tests.integration.peers.aiortc_peer import PICTURES_PER_SECOND, AiortcPeer
from tests.integration.peers.inbox import Inbox
from tests.integration.peers.pictures import scene
from tests.integration.stream.conftest import Connect
from tests.site.streams import Studio


async def assert_video_goes_on(peer: AiortcPeer) -> None:
    peer.pictures.skip()
    for _ in range(3):
        await peer.pictures.next()


async def closing_of(channel: RTCDataChannel) -> None:
    closed = Inbox[None]()
    channel.on("close", lambda: closed.put(None))
    if channel.readyState != "closed":
        await closed.next()


async def test_a_fifth_channel_is_closed(connect: Connect) -> None:
    peer = await connect(audio=None, channels=("one", "two", "three", "four", "five"))

    await closing_of(peer.channels[4])
    peer.channels[3].send("ping four")

    assert await peer.messages.next() == "pong four"
    await assert_video_goes_on(peer)


async def test_a_channel_with_a_long_label_is_closed(connect: Connect) -> None:
    peer = await connect(audio=None, channels=("chat", "x" * 65))

    await closing_of(peer.channels[1])

    await assert_video_goes_on(peer)


async def test_a_closed_channel_makes_room_for_another(connect: Connect) -> None:
    peer = await connect(audio=None, channels=("one", "two", "three", "four"))

    peer.channels[0].close()
    await closing_of(peer.channels[0])
    fifth = peer.open_channel("five")
    await peer.opened(fifth)
    fifth.send("ping five")

    assert await peer.messages.next() == "pong five"


async def test_a_message_that_is_too_long_is_refused() -> None:
    async with stream_client(Studio) as peer:
        await peer.send("é" * 8 * 1024 + "é")
        refusal = await peer.error()
        await peer.send("ping " + "x" * (16 * 1024 - 5))
        answer = await peer.message()
        picture = await peer.frame()

    assert refusal["code"] == "message-too-large"
    assert len(answer) == 16 * 1024
    assert resembles(picture, scene())


async def test_a_binary_message_is_refused() -> None:
    async with stream_client(Studio) as peer:
        await peer.send(b"ping")
        refusal = await peer.error()
        picture = await peer.frame()

    assert refusal["code"] == "not-text"
    assert resembles(picture, scene())


async def test_a_flood_of_messages_is_dropped_with_few_complaints() -> None:
    async with stream_client(Studio, camera=Camera(frames_per_second=PICTURES_PER_SECOND)) as peer:
        for number in range(1000):
            await peer.send(f"ping {number}")
        for _ in range(PICTURES_PER_SECOND):
            await peer.frame()
        await peer.send("ping last")
        await peer.message(lambda text: text == "pong last")

        assert 100 <= len(peer.messages) < 500
        assert {complaint["code"] for complaint in peer.errors} == {"too-fast"}
        assert 1 <= len(peer.errors) <= 6
