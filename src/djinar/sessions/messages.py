"""What a peer says on a data channel, as checked values. See docs/protocol.md."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from djinar.exceptions import DjinarError


class InvalidMessage(DjinarError):
    pass


@dataclass(frozen=True, slots=True)
class Ping:
    rest: str


@dataclass(frozen=True, slots=True)
class ChooseTransform:
    name: str
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SetOptions:
    options: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class AskStats:
    pass


@dataclass(frozen=True, slots=True)
class ForStream:
    text: str


Message: TypeAlias = Ping | ChooseTransform | SetOptions | AskStats | ForStream


def parse(text: str) -> Message:
    """Raises:
    InvalidMessage: one of djinar's own messages with a missing or wrong member.
    """
    if text.startswith("ping"):
        return Ping(text.removeprefix("ping"))
    match _json_object(text):
        case {"type": "transform", **rest}:
            return ChooseTransform(_text(rest, "name"), _mapping(rest.get("options", {})))
        case {"type": "options", **rest}:
            return SetOptions(_mapping(rest.get("options")))
        case {"type": "stats"}:
            return AskStats()
        case _:
            return ForStream(text)


def _json_object(text: str) -> object:
    if not text.lstrip().startswith("{"):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _text(members: Mapping[object, object], name: str) -> str:
    value = members.get(name)
    if not isinstance(value, str):
        raise InvalidMessage(f"{name!r} must be a text.")
    return value


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise InvalidMessage("'options' must be an object of options by name.")
    return value
