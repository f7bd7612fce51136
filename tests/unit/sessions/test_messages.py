from __future__ import annotations

import json

import pytest

from djinar.sessions.messages import (
    AskStats,
    ChooseChain,
    ChooseTransform,
    ForStream,
    InvalidMessage,
    Ping,
    SetOptions,
    parse,
)
from djinar.transforms.chain import Choice


@pytest.mark.parametrize(
    ("text", "rest"), [("ping", ""), ("ping 1234", " 1234"), ("pinging", "ing"), ("ping\n{}", "\n{}")]
)
def test_a_text_that_begins_with_ping_is_one(text: str, rest: str) -> None:
    assert parse(text) == Ping(rest)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"type": "transform", "name": "edges"}', ChooseTransform(Choice("edges"))),
        (
            '{"type": "transform", "name": "edges", "options": {"low": 50}}',
            ChooseTransform(Choice("edges", {"low": 50})),
        ),
        ('{"type": "transform", "name": ""}', ChooseTransform(Choice(""))),
        ('{"type": "transform", "name": "echo", "kind": "audio"}', ChooseTransform(Choice("echo"), "audio")),
        ('{"type": "chain", "transforms": [{"name": "edges"}]}', ChooseChain((Choice("edges"),))),
        (
            '{"type": "chain", "kind": "video", "transforms": [{"name": "a", "options": {"b": 1}}, {"name": "a"}]}',
            ChooseChain((Choice("a", {"b": 1}), Choice("a"))),
        ),
        (
            '{"type": "chain", "kind": "audio", "transforms": [{"name": "echo"}]}',
            ChooseChain((Choice("echo"),), "audio"),
        ),
        ('{"type": "options", "options": {"low": 50}, "index": 2}', SetOptions({"low": 50}, 2)),
        ('{"type": "options", "options": {}, "kind": "audio", "index": -1}', SetOptions({}, -1, "audio")),
        ('{"type": "options", "options": {"low": 50}}', SetOptions({"low": 50})),
        ('{"type": "options", "options": {}}', SetOptions({})),
        ('{"type": "stats"}', AskStats()),
        ('{"type": "stats", "more": [1, 2]}', AskStats()),
        ('\n  {"type": "stats"}\n', AskStats()),
    ],
)
def test_a_message_of_ours_is_understood(text: str, message: object) -> None:
    assert parse(text) == message


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"type": "transform"}', "'name' must be a text"),
        ('{"type": "transform", "name": 5}', "'name' must be a text"),
        ('{"type": "transform", "name": null}', "'name' must be a text"),
        ('{"type": "transform", "name": "edges", "options": []}', "'options' must be an object"),
        ('{"type": "transform", "name": "edges", "options": null}', "'options' must be an object"),
        ('{"type": "options"}', "'options' must be an object"),
        ('{"type": "options", "options": "low"}', "'options' must be an object"),
        ('{"type": "options", "options": {}, "index": "1"}', "'index' must be a whole number"),
        ('{"type": "options", "options": {}, "index": 1.0}', "'index' must be a whole number"),
        ('{"type": "options", "options": {}, "index": true}', "'index' must be a whole number"),
        ('{"type": "options", "options": {}, "index": null}', "'index' must be a whole number"),
        ('{"type": "options", "options": {}, "kind": "sound"}', '\'kind\' must be "video" or "audio"'),
        ('{"type": "transform", "name": "edges", "kind": null}', "'kind' must be"),
        ('{"type": "chain", "transforms": [{"name": "edges"}], "kind": ["video"]}', "'kind' must be"),
        ('{"type": "chain"}', "A chain must be a list of at least one object"),
        ('{"type": "chain", "transforms": []}', "A chain must be a list of at least one object"),
        ('{"type": "chain", "transforms": {"name": "edges"}}', "A chain must be a list of at least one object"),
        ('{"type": "chain", "transforms": ["edges"]}', "A chain must be a list of at least one object"),
        ('{"type": "chain", "transforms": [{"name": "edges"}, null]}', "A chain must be a list of at least one object"),
        ('{"type": "chain", "transforms": [{}]}', "'name' must be a text"),
        ('{"type": "chain", "transforms": [{"name": "edges", "options": null}]}', "'options' must be an object"),
    ],
)
def test_one_of_ours_with_a_wrong_member_is_refused(text: str, reason: str) -> None:
    with pytest.raises(InvalidMessage, match=reason):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        " ping",
        "PING",
        "null",
        "[1, 2]",
        '"ping"',
        '["stats"]',
        "{}",
        '{"type": "chat", "text": "hello"}',
        '{"type": ["stats"]}',
        '{"type": null}',
        '{"Type": "stats"}',
        '{"type": "stats"',
        '{"type": "stats"} and more',
        '{"__proto__": {"type": "stats"}}',
        "\ud800",
        "Grüße 👋",
    ],
)
def test_everything_else_is_for_the_stream_as_it_came(text: str) -> None:
    assert parse(text) == ForStream(text)


@pytest.mark.parametrize(
    "text",
    ['{"a":' * 20_000, "{" + "[" * 100_000, '{"type": "stats", "n": ' + "9" * 10_000 + "}"],
    ids=["deep objects", "deep lists", "a number of 10,000 digits"],
)
def test_what_json_cannot_hold_is_for_the_stream_too(text: str) -> None:
    assert parse(text) == ForStream(text)


def test_numbers_that_are_none_arrive_where_options_are_checked() -> None:
    message = parse('{"type": "options", "options": {"low": NaN, "high": 1e999}}')

    assert isinstance(message, SetOptions)
    assert json.dumps(dict(message.options)) == '{"low": NaN, "high": Infinity}'
