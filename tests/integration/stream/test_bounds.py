"""What a peer cannot do with its data channels, while its video goes on."""

from __future__ import annotations

import json
from typing import Any

from aiortc import RTCDataChannel

from tests.integration.peers.aiortc_peer import PICTURES_PER_SECOND, AiortcPeer
from tests.integration.peers.inbox import Inbox
from tests.integration.stream.conftest import Connect


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


async def test_a_message_that_is_too_long_is_refused(connect: Connect) -> None:
    peer = await connect(audio=None)

    peer.send("é" * 8 * 1024 + "é")
    refusal = await peer.told("error")
    peer.send("ping " + "x" * (16 * 1024 - 5))

    assert refusal["code"] == "message-too-large"
    assert len(await peer.messages.next()) == 16 * 1024
    await assert_video_goes_on(peer)


async def test_a_binary_message_is_refused(connect: Connect) -> None:
    peer = await connect(audio=None)

    peer.send(b"ping")

    assert (await peer.told("error"))["code"] == "not-text"
    await assert_video_goes_on(peer)


async def test_a_flood_of_messages_is_dropped_with_few_complaints(connect: Connect) -> None:
    peer = await connect(audio=None)

    for number in range(1000):
        peer.send(f"ping {number}")
    for _ in range(PICTURES_PER_SECOND):
        await peer.pictures.next()
    peer.send("ping last")
    await peer.messages.first(lambda text: text == "pong last")

    answers = [text for text in peer.messages.items if text.startswith("pong")]
    complaints: list[dict[str, Any]] = [json.loads(text) for text in peer.messages.items if text.startswith("{")]
    assert 100 <= len(answers) < 500
    assert {complaint["code"] for complaint in complaints} == {"too-fast"}
    assert 1 <= len(complaints) <= 6
