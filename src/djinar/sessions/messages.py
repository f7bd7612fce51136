"""What a peer says on a data channel, as checked values. See docs/protocol.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from djinar.exceptions import DjinarError
from djinar.sessions import shallow_json
from djinar.transforms.chain import Choice

Kind: TypeAlias = Literal["video", "audio"]


class InvalidMessage(DjinarError):
    pass


@dataclass(frozen=True, slots=True)
class Ping:
    rest: str


@dataclass(frozen=True, slots=True)
class ChooseTransform:
    choice: Choice
    kind: Kind = "video"


@dataclass(frozen=True, slots=True)
class ChooseChain:
    choices: tuple[Choice, ...]
    kind: Kind = "video"


@dataclass(frozen=True, slots=True)
class SetOptions:
    options: Mapping[str, object]
    index: int = 0
    kind: Kind = "video"


@dataclass(frozen=True, slots=True)
class AskStats:
    pass


@dataclass(frozen=True, slots=True)
class ForStream:
    text: str


Message: TypeAlias = Ping | ChooseTransform | ChooseChain | SetOptions | AskStats | ForStream


def parse(text: str) -> Message:
    """Raises:
    InvalidMessage: one of djinar's own messages with a missing or wrong member.
    """
    if text.startswith("ping"):
        return Ping(text.removeprefix("ping"))
    match _json_object(text):
        case {"type": "transform", **rest}:
            return ChooseTransform(_choice(rest), _kind(rest))
        case {"type": "chain", **rest}:
            return ChooseChain(chain(rest.get("transforms")), _kind(rest))
        case {"type": "options", **rest}:
            return SetOptions(_mapping(rest.get("options")), _index(rest), _kind(rest))
        case {"type": "stats"}:
            return AskStats()
        case _:
            return ForStream(text)


def chain(value: object) -> tuple[Choice, ...]:
    """A chain as messages and offers name it.

    Raises:
        InvalidMessage: it is no list of objects with a name and possibly options, or it is empty.
    """
    if not isinstance(value, list) or not value or not all(isinstance(entry, dict) for entry in value):
        raise InvalidMessage("A chain must be a list of at least one object with a 'name' and possibly 'options'.")
    return tuple(_choice(entry) for entry in value)


def _choice(members: Mapping[object, object]) -> Choice:
    return Choice(_text(members, "name"), _mapping(members.get("options", {})))


def _kind(members: Mapping[object, object]) -> Kind:
    match members.get("kind", "video"):
        case "video" | "audio" as kind:
            return kind
    raise InvalidMessage('\'kind\' must be "video" or "audio".')


def _index(members: Mapping[object, object]) -> int:
    index = members.get("index", 0)
    if type(index) is not int:
        raise InvalidMessage("'index' must be a whole number.")
    return index


def _json_object(text: str) -> object:
    if not text.lstrip().startswith("{"):
        return None
    try:
        return shallow_json.loads(text)
    except ValueError:
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
