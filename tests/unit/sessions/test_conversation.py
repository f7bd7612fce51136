"""What the peer says on a data channel, and what it hears."""

from __future__ import annotations

import json

import pytest

from djinar.exceptions import NoChannel
from djinar.media.channel import Channel
from djinar.sessions.chosen import ChosenTransforms
from djinar.sessions.conversation import Conversation
from djinar.sessions.limits import Limits
from tests.unit.sessions.talk import STATS, FakeChannel, Talk, begin


@pytest.fixture
async def talk(monkeypatch: pytest.MonkeyPatch) -> Talk:
    return begin(monkeypatch)


async def test_a_ping_is_answered_with_the_rest_kept(talk: Talk) -> None:
    talk.say("ping 1234", "ping")

    assert talk.first.sent == ["pong 1234", "pong"]


async def test_an_answer_goes_to_the_channel_that_asked(talk: Talk) -> None:
    talk.conversation.message_arrived(talk.second, "ping")

    assert (talk.first.sent, talk.second.sent) == ([], ["pong"])


async def test_choosing_a_transform_is_answered_with_all_its_options(talk: Talk) -> None:
    talk.say({"type": "transform", "name": "edges", "options": {"low": 50}})

    assert talk.first.last == {
        "type": "transform",
        "kind": "video",
        "name": "edges",
        "options": {"low": 50, "high": 200},
    }
    assert talk.chosen["video"].names == ["edges"]


async def test_choosing_a_chain_is_answered_with_all_options_of_each(talk: Talk) -> None:
    talk.say({"type": "chain", "transforms": [{"name": "rotate"}, {"name": "edges", "options": {"low": 50}}]})

    assert talk.first.last == {
        "type": "chain",
        "kind": "video",
        "transforms": [
            {"name": "rotate", "options": {"degrees_per_second": 45.0}},
            {"name": "edges", "options": {"low": 50, "high": 200}},
        ],
    }
    assert talk.chosen["video"].names == ["rotate", "edges"]


async def test_sound_is_chosen_apart_from_the_picture(talk: Talk) -> None:
    talk.say({"type": "transform", "kind": "audio", "name": "volume", "options": {"percent": 50}})
    talk.say({"type": "chain", "kind": "audio", "transforms": [{"name": "echo"}, {"name": "volume"}]})
    talk.say({"type": "options", "kind": "audio", "index": 1, "options": {"percent": 7}})

    assert [json.loads(text) for text in talk.first.sent] == [
        {"type": "transform", "kind": "audio", "name": "volume", "options": {"percent": 50}},
        {
            "type": "chain",
            "kind": "audio",
            "transforms": [{"name": "echo", "options": {}}, {"name": "volume", "options": {"percent": 100}}],
        },
        {"type": "options", "kind": "audio", "index": 1, "options": {"percent": 7}},
    ]
    assert talk.chosen["video"].names == ["none"]


async def test_setting_options_is_answered_with_all_of_them(talk: Talk) -> None:
    talk.say({"type": "transform", "name": "edges"}, {"type": "options", "options": {"high": 250}})

    assert talk.first.last == {"type": "options", "kind": "video", "index": 0, "options": {"low": 100, "high": 250}}


async def test_setting_options_may_name_a_place_in_the_chain(talk: Talk) -> None:
    talk.say({"type": "chain", "transforms": [{"name": "none"}, {"name": "edges"}]})
    talk.say({"type": "options", "index": 1, "options": {"high": 250}})

    assert talk.first.last == {"type": "options", "kind": "video", "index": 1, "options": {"low": 100, "high": 250}}


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
        ({"type": "options", "options": {}, "index": 1}, "invalid-message", "index 1 of a chain of 1"),
        ({"type": "chain", "transforms": []}, "invalid-message", "at least one"),
        ({"type": "chain", "transforms": [{"name": "edges"}, {"name": "sparkle"}]}, "unknown-transform", "'sparkle'"),
        ({"type": "chain", "transforms": [{"name": "edges"}] * 9}, "chain-too-long", "8 transforms at most, not 9"),
        ({"type": "transform", "name": "echo"}, "unknown-transform", "none, edges, rotate"),
        ({"type": "transform", "name": "none", "kind": "sound"}, "invalid-message", "'kind'"),
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
    assert talk.chosen["video"].as_json == [{"name": "none", "options": {}}]


async def test_a_refused_option_is_told_with_its_name_its_place_and_its_kind(talk: Talk) -> None:
    talk.say({"type": "chain", "transforms": [{"name": "none"}, {"name": "edges", "options": {"low": 256}}]})
    talk.say({"type": "options", "kind": "audio", "options": {"percent": 9}})

    assert [json.loads(text) for text in talk.first.sent] == [
        {
            "type": "error",
            "code": "invalid-option",
            "detail": "Option 'low' must be at most 255.",
            "option": "low",
            "index": 1,
            "kind": "video",
        },
        {
            "type": "error",
            "code": "invalid-option",
            "detail": "Option 'percent' does not exist; there are: none.",
            "option": "percent",
            "index": 0,
            "kind": "audio",
        },
    ]


@pytest.mark.parametrize("name", ["sparkle", "edges"])
async def test_a_refused_sound_is_told_with_its_kind_its_place_and_those_there_are(talk: Talk, name: str) -> None:
    talk.say({"type": "chain", "kind": "audio", "transforms": [{"name": "echo"}, {"name": name}]})

    facts = {member: talk.first.last[member] for member in ("code", "kind", "index", "allowed")}
    assert facts == {"code": "unknown-transform", "kind": "audio", "index": 1, "allowed": ["echo", "volume"]}


async def test_a_stream_without_sound_of_the_peer_lets_nothing_be_chosen_for_it(talk: Talk) -> None:
    talk.chosen["audio"] = ChosenTransforms({}, 8)

    talk.say(
        {"type": "transform", "kind": "audio", "name": "echo"}, {"type": "options", "kind": "audio", "options": {}}
    )

    assert [json.loads(text)["code"] for text in talk.first.sent] == ["unknown-transform", "invalid-message"]


async def test_a_chain_may_be_as_long_as_the_limit_says(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = begin(monkeypatch, Limits(max_chain_length=2))

    talk.say({"type": "chain", "transforms": [{"name": "edges"}] * 2})
    talk.say({"type": "chain", "transforms": [{"name": "edges"}] * 3})

    assert [json.loads(text)["type"] for text in talk.first.sent] == ["chain", "error"]
    assert talk.first.last["kind"] == "video"


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


async def test_reports_wait_for_the_first_channel_the_newest_four() -> None:
    channels: list[Channel] = []
    conversation = Conversation(channels, {}, Limits(), lambda: dict(STATS))
    for number in range(6):
        conversation.report("error", code=f"number-{number}")

    channels.append(opened := FakeChannel())
    conversation.send_reports()

    assert [json.loads(text)["code"] for text in opened.sent] == ["number-2", "number-3", "number-4", "number-5"]
