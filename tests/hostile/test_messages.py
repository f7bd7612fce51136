"""Hundreds of messages that nobody should send, on the channel of a live session."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from aiortc.rtcsctptransport import WEBRTC_STRING
from hypothesis import HealthCheck, given, settings

from djinar import Stream
from djinar.sessions.limits import Limits
from djinar.testing import StreamPeer, stream_client
from tests.hostile.messages import NAMES, hostile_message
from tests.integration.peers.aiortc_peer import AiortcPeer
from tests.integration.stream.serving import stream_server
from tests.site.streams import shade

PROTOCOL = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text()
ERRORS = set(re.findall(r"`([a-z-]+)`", PROTOCOL.partition("\n`error` has the codes")[2].partition("\n\n")[0]))
ANSWERS = {"transform", "chain", "options", "stats"}
KNOWN = {
    "chain": {"type": "chain", "transforms": [{"name": "edges"}]},
    "options": {"type": "options", "options": {"low": 50}},
    "transform": {"type": "transform", "name": "shade"},
    "stats": {"type": "stats"},
    "invalid-message": {"type": "chain"},
    "invalid-option": {"type": "transform", "name": "edges", "options": {"low": 256}},
    "unknown-transform": {"type": "transform", "name": "nothing"},
    "chain-too-long": {"type": "chain", "transforms": [{"name": "none"}] * 40},
    "none": "hello",
}
"""What comes of each is among those of the drawn ones too, but for how they fall."""


class Adjustable(Stream):
    transforms = ["none", shade, *(name for name in NAMES if name in ("edges", "text", "chroma_key"))]
    audio = ["echo", "volume"]

    async def message_received(self, message: str) -> None:
        await self.send("heard " + message)


def drawn(count: int) -> list[str | bytes]:
    messages: list[str | bytes] = []

    @settings(
        max_examples=count, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(hostile_message())
    def keep(message: str | bytes) -> None:
        messages.append(message)

    keep()
    return messages


def chains(peer: StreamPeer[Adjustable]) -> dict[str, Any]:
    snapshot = peer.session.record.snapshot()
    return {"video": list(snapshot.video_chain), "audio": list(snapshot.audio_chain)}


async def replies(peer: StreamPeer[Adjustable], message: str | bytes) -> list[dict[str, Any]]:
    """The session's own answers to a message, but for what the stream itself says."""
    messages, errors = len(peer.messages), len(peer.errors)
    await peer.send(message)
    await peer.send("ping is over")
    await peer.message(lambda text: text == "pong is over")
    own = [text for text in peer.messages[messages:] if not text.startswith(("heard ", "pong"))]
    return [*map(json.loads, own), *map(dict, peer.errors[errors:])]


def assert_applied_as_asked(asked: dict[str, Any], answer: dict[str, Any], now: dict[str, Any]) -> None:
    """Wholly: what the session says is what there is, and each option that was asked for is in it."""
    chain = now[answer["kind"]]
    if answer["type"] == "options":
        wanted = [asked["options"]]
        got = [answer["options"]]
        assert chain[answer["index"]]["options"] == answer["options"]
    else:
        steps = asked["transforms"] if answer["type"] == "chain" else [asked]
        wanted = [step.get("options", {}) for step in steps]
        got = [step["options"] for step in chain]
        assert [step["name"] for step in steps] == [step["name"] for step in chain]
    for options, result in zip(wanted, got, strict=True):
        assert {name: result.get(name) for name in options} == options


@pytest.mark.timeout(300)
async def test_five_hundred_hostile_messages_are_refused_or_wholly_applied(caplog: pytest.LogCaptureFixture) -> None:
    outcomes = Counter[str]()
    async with stream_client(Adjustable, limits=Limits(max_messages_per_second=1_000_000)) as peer:
        for message in [*drawn(500), *map(json.dumps, KNOWN.values())]:
            before = chains(peer)

            answers = await replies(peer, message)

            assert len(answers) <= 1, message
            for answer in answers:
                outcomes[answer.get("code", answer["type"])] += 1
                assert answer["type"] in {"error", *ANSWERS}, message
                if answer["type"] in ("error", "stats"):
                    assert chains(peer) == before, message
                    assert answer["type"] == "stats" or answer["code"] in ERRORS, message
                else:
                    assert_applied_as_asked(json.loads(message), answer, chains(peer))
            if not answers:
                outcomes["none"] += 1
                assert chains(peer) == before, message
        await peer.set_transform("none")
        for _ in range(5):
            await peer.frame()

    assert outcomes.total() == 500 + len(KNOWN)
    assert outcomes.keys() >= KNOWN.keys()
    assert not [record for record in caplog.records if record.exc_info or record.levelname == "ERROR"]


async def test_a_text_that_is_not_utf8_harms_nobody() -> None:
    with stream_server() as server:
        async with AiortcPeer(audio=None) as peer:
            await peer.connect(f"{server.base_url}/offer")
            transport = peer.connection.sctp
            assert transport
            for raw in (b"\xff\xfe", b"\xed\xa0\x80", b'{"type": "stats", "x": "\xc3"}', b"ping\x80"):
                transport._data_channel_queue.append((peer.channels[0], WEBRTC_STRING, raw))  # noqa: SLF001
                await transport._data_channel_flush()  # noqa: SLF001
            peer.send("ping after all")
            await peer.messages.first(lambda text: text == "pong after all")
            await peer.pictures.next()

    assert "Traceback" not in server.output
