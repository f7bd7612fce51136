"""What an attacker says on a data channel: a strategy for Hypothesis."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.hostile.mutations import any_json

NAMES = ["none", "shade", "edges", "text", "chroma_key", "echo", "volume"]
OPTIONS = ["level", "low", "high", "text", "key", "percent", "__proto__", "__class__", ""]
VALUES: list[Any] = [
    0,
    1,
    255,
    -1,
    256,
    1e308,
    -0.5,
    True,
    None,
    "",
    "#00ff00",
    "hello",
    [],
    {},
    float("nan"),
    float("inf"),
    10**400,
]


@st.composite
def _options(draw: DrawFn) -> Any:
    some = st.dictionaries(st.sampled_from(OPTIONS), st.sampled_from(VALUES) | any_json(), max_size=3)
    return draw(some | any_json())


@st.composite
def _own(draw: DrawFn) -> str:
    """One of djinar's, with members that are right, wrong, missing or unknown."""
    step = st.fixed_dictionaries({"name": st.sampled_from(NAMES)}, optional={"options": _options()})
    members: dict[str, Any] = {
        "type": draw(st.sampled_from(["transform", "chain", "options", "stats"])),
        "name": draw(st.sampled_from(NAMES)),
        "options": draw(_options()),
        "transforms": draw(
            st.lists(step, max_size=4) | st.integers(9, 40).map(lambda length: [{"name": "none"}] * length)
        ),
        "index": draw(st.sampled_from([0, 0, 1, 7, -1, 2**70, 0.0, True])),
        "kind": draw(st.sampled_from(["video", "video", "audio"])),
    }
    for name in draw(st.lists(st.sampled_from([*members, "__proto__", "x"]), max_size=2)):
        members[name] = draw(any_json())
    for name in draw(st.lists(st.sampled_from(["name", "options", "transforms", "index", "kind"]), max_size=3)):
        members.pop(name, None)
    return json.dumps(members)


@st.composite
def _disfigured(draw: DrawFn) -> str:
    """Hardly JSON any more."""
    text = draw(_own())
    at = draw(st.integers(0, len(text)))
    deep = draw(st.sampled_from(["[", '{"a":', '{"type":"options","options":{"level":'])) * draw(st.integers(1, 500))
    twice = text[:-1] + ', "type": "options", "options": {"level": 1e999}}'
    return draw(st.sampled_from([text[:at], text[:at] + "\0" + text[at:], text[:at] + deep, deep, twice, text + text]))


def hostile_message() -> st.SearchStrategy[str | bytes]:
    other = st.text(max_size=200) | st.text(max_size=20).map(lambda text: "ping" + text)
    too_long = st.sampled_from(["x" * 16_385, "ping" + "é" * 8_192, json.dumps({"type": "stats", "x": "y" * 60_000})])
    return st.one_of(_own(), _own(), _own(), _disfigured(), other, too_long, st.binary(max_size=200))
