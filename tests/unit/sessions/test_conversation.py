"""What the peer says on a data channel, and what it hears."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from djinar.exceptions import NoChannel
from djinar.media.channel import Channel
from djinar.sessions.conversation import Conversation
from djinar.sessions.limits import Limits
from djinar.sessions.rendering import Renderer
from djinar.transforms.registry import resolve

STATS: dict[str, object] = {"frames_in": 912, "frame_age_ms": None}


class FakeChannel(Channel):
    """Keeps what is sent on it."""

    def __init__(self, *, is_open: bool = True) -> None:
        self.sent: list[str] = []
        self._is_open = is_open

    @property
    def is_open(self) -> bool:
        return self._is_open

    def send(self, text: str) -> None:
        if not self._is_open:
            raise NoChannel("The message could not be sent: it is closed.")
        self.sent.append(text)

    def close(self) -> None:
        self._is_open = False

    @property
    def last(self) -> Any:
        return json.loads(self.sent[-1])


class Clock:
    seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


class Talk:
    """A conversation on two channels, with a clock that stands still."""

    def __init__(self, clock: Clock, limits: Limits | None = None) -> None:
        self.clock = clock
        self.first, self.second = FakeChannel(), FakeChannel()
        self.threads = ThreadPoolExecutor(1)
        self.renderer = Renderer(
            resolve(["none", "edges", "rotate"]), self.threads, max_failures=1, failed=lambda _detail: None
        )
        self.conversation = Conversation(
            [self.first, self.second], self.renderer, limits or Limits(), lambda: dict(STATS)
        )

    def say(self, *messages: str | bytes | dict[str, object]) -> None:
        for message in messages:
            text = json.dumps(message) if isinstance(message, dict) else message
            self.conversation.message_arrived(self.first, text)


@pytest.fixture
async def talk(monkeypatch: pytest.MonkeyPatch) -> Talk:
    return begin(monkeypatch)


def begin(monkeypatch: pytest.MonkeyPatch, limits: Limits | None = None) -> Talk:
    clock = Clock()
    with monkeypatch.context() as patch:
        patch.setattr(asyncio.get_running_loop(), "time", clock)
        return Talk(clock, limits)


async def test_a_ping_is_answered_with_the_rest_kept(talk: Talk) -> None:
    talk.say("ping 1234", "ping")

    assert talk.first.sent == ["pong 1234", "pong"]


async def test_an_answer_goes_to_the_channel_that_asked(talk: Talk) -> None:
    talk.conversation.message_arrived(talk.second, "ping")

    assert (talk.first.sent, talk.second.sent) == ([], ["pong"])


async def test_choosing_a_transform_is_answered_with_all_its_options(talk: Talk) -> None:
    talk.say({"type": "transform", "name": "edges", "options": {"low": 50}})

    assert talk.first.last == {"type": "transform", "name": "edges", "options": {"low": 50, "high": 200}}
    assert talk.renderer.transform.name == "edges"


async def test_setting_options_is_answered_with_all_of_them(talk: Talk) -> None:
    talk.say({"type": "transform", "name": "edges"}, {"type": "options", "options": {"high": 250}})

    assert talk.first.last == {"type": "options", "options": {"low": 100, "high": 250}}


async def test_stats_are_answered(talk: Talk) -> None:
    talk.say({"type": "stats"})

    assert talk.first.last == {"type": "stats", **STATS}


@pytest.mark.parametrize(
    ("message", "code", "detail"),
    [
        ({"type": "transform"}, "invalid-message", "'name'"),
        ({"type": "options", "options": 5}, "invalid-message", "'options'"),
        ({"type": "transform", "name": "sparkle"}, "unknown-transform", "none, edges, rotate"),
        ({"type": "transform", "name": "cartoon"}, "unknown-transform", "'cartoon'"),
        ({"type": "transform", "name": "edges", "options": {"low": -1}}, "invalid-option", "at least 0"),
        ({"type": "options", "options": {"low": 5}}, "invalid-option", "does not exist"),
        ('{"type": "transform", "name": "rotate", "options": {"degrees_per_second": NaN}}', "invalid-option", "number"),
        (b"\0\1", "not-text", "text"),
        ("x" * 16_385, "message-too-large", "16384 bytes"),
        ("ping" + "x" * 16_384, "message-too-large", "16384 bytes"),
        ("\u00e9" * 8_193, "message-too-large", "16384 bytes"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_what_is_refused_is_answered_by_an_error_and_nothing_changes(
    talk: Talk, message: str | bytes | dict[str, object], code: str, detail: str
) -> None:
    talk.say(message)

    assert talk.first.last["type"] == "error"
    assert talk.first.last["code"] == code
    assert detail in talk.first.last["detail"]
    assert (talk.renderer.transform.name, talk.renderer.options) == ("none", {})


async def test_other_texts_reach_the_stream_in_order(talk: Talk) -> None:
    talk.say("hello", {"type": "chat"}, "ping", "\u00e9" * 8_192)

    received = [await talk.conversation.next_for_stream() for _ in range(3)]

    assert received == ["hello", '{"type": "chat"}', "\u00e9" * 8_192]
    assert talk.first.sent == ["pong"]


async def test_a_stream_that_is_behind_loses_the_newest_and_the_peer_is_told(talk: Talk) -> None:
    talk.say(*(f"message {number}" for number in range(40)))

    assert talk.first.last["code"] == "too-fast"
    assert await talk.conversation.next_for_stream() == "message 0"


async def test_a_flood_is_dropped_and_hardly_answered(talk: Talk) -> None:
    talk.say(*["ping"] * 500)
    talk.clock.seconds += 1
    talk.say(*["ping"] * 500)

    assert talk.first.sent.count("pong") == 150
    complaints = [json.loads(text)["code"] for text in talk.first.sent if text != "pong"]
    assert complaints == ["too-fast"] * 3
    assert talk.conversation.messages_received == 1_000


async def test_the_rate_and_the_size_are_those_of_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = begin(monkeypatch, Limits(max_messages_per_second=1.0, max_message_bytes=4))

    talk.say("ping", "ping!", "ping")

    assert [text if text == "pong" else json.loads(text)["code"] for text in talk.first.sent] == [
        "pong",
        "message-too-large",
        "too-fast",
    ]


async def test_a_report_goes_to_the_first_open_channel(talk: Talk) -> None:
    talk.conversation.report("ended", reason="time-limit")
    talk.first.close()
    talk.conversation.report("ended", reason="time-limit")

    assert talk.first.sent == talk.second.sent == ['{"type": "ended", "reason": "time-limit"}']


async def test_without_an_open_channel_a_report_is_lost_and_sending_raises(talk: Talk) -> None:
    talk.first.close()
    talk.second.close()

    talk.conversation.report("error", code="transform-failed")
    talk.say("ping")

    with pytest.raises(NoChannel, match="no open data channel"):
        talk.conversation.send("hello")
