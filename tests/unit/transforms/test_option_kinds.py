"""Options that are a member of an Enum, or a colour."""

from __future__ import annotations

import json
from enum import Enum, IntEnum, StrEnum
from typing import Any

import pytest

from djinar.exceptions import ConfigurationError, OptionError
from djinar.transforms.colour import Colour
from djinar.transforms.options import as_json, declared_options
from tests.unit.transforms.declared import Corner, declaring, option


class Turn(IntEnum):
    NONE = 0
    QUARTER = 90


class Blend(StrEnum):
    SOFT = "soft"
    HARD = "hard"


@pytest.mark.parametrize(
    ("kind", "json_value", "value"),
    [(Corner, "br", Corner.BOTTOM_RIGHT), (Turn, 90, Turn.QUARTER), (Blend, "hard", Blend.HARD)],
    ids=["Enum", "IntEnum", "StrEnum"],
)
def test_a_member_of_an_enum_is_chosen_by_its_value(kind: type[Enum], json_value: object, value: Enum) -> None:
    chosen = option(kind, next(iter(kind)))

    taken = chosen.check(json_value)

    assert taken is value
    assert chosen.kind is kind
    assert json.loads(json.dumps(as_json({"level": taken}))) == {"level": json_value}


def test_members_of_an_enum_are_offered_by_their_names() -> None:
    assert option(Corner, Corner.TOP_LEFT).choices == (("tl", "Top left"), ("br", "Bottom right"))


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        (Corner, "TOP_LEFT", "one of tl, br"),
        (Corner, 1, "a text"),
        (Corner, Corner.TOP_LEFT, "a text"),
        (Turn, 45, "one of 0, 90"),
        (Turn, False, "a whole number"),
        (Turn, "90", "a whole number"),
    ],
    ids=str,
)
def test_what_is_no_value_of_the_enum_is_refused(kind: type[Enum], value: object, reason: str) -> None:
    with pytest.raises(OptionError, match=f"must be {reason}"):
        option(kind, next(iter(kind))).check(value)


@pytest.mark.parametrize("kind", [Enum("Mixed", {"A": 1, "B": "b"}), Enum("Empty", {}), Enum("Tuples", {"A": (1, 2)})])
def test_an_enum_that_json_cannot_tell_is_refused(kind: type[Enum]) -> None:
    with pytest.raises(ConfigurationError, match="'level' must be annotated as"):
        declared_options(declaring(kind, next(iter(kind), None)))


def test_a_colour_is_taken_as_a_page_sends_it() -> None:
    taken = option(Colour, Colour("#000000")).check("#FF8800")

    assert isinstance(taken, Colour)
    assert (taken, taken.bgr) == ("#ff8800", (0, 136, 255))


@pytest.mark.parametrize("value", ["red", "#f80", "#ff88001", "ff8800", "#gg8800", "", 5, None, "#ff8800\n"], ids=repr)
def test_what_is_no_colour_is_refused(value: object) -> None:
    with pytest.raises(OptionError, match="'level' must be a colour such as"):
        option(Colour, Colour("#000000")).check(value)


@pytest.mark.parametrize(
    ("kind", "default", "value"),
    [(Colour, "#FF8800", Colour("#ff8800")), (Blend, "hard", Blend.HARD), (Corner, "br", Corner.BOTTOM_RIGHT)],
    ids=["Colour", "StrEnum", "Enum"],
)
def test_a_default_written_as_a_peer_would_is_of_the_declared_kind(kind: type, default: Any, value: object) -> None:
    taken = option(kind, default).default

    assert (taken, type(taken)) == (value, kind)
