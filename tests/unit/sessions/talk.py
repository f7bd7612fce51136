"""A conversation on channels that keep what is sent on them."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

import pytest
from annotated_types import Interval

from djinar import BgrImage, Sound
from djinar.exceptions import NoChannel
from djinar.media.channel import Channel
from djinar.sessions.chosen import ChosenTransforms
from djinar.sessions.conversation import Conversation
from djinar.sessions.limits import Limits
from djinar.sessions.messages import Kind
from djinar.transforms.pictures.none import none
from tests.unit.sessions.parts import Clock, offered

STATS: dict[str, object] = {"frames_in": 912, "frame_age_ms": None}


class FakeChannel(Channel):
    """Keeps what is sent on it."""

    def __init__(self, *, is_open: bool = True) -> None:
        self.sent: list[str] = []
        self.waiting = 0
        self._is_open = is_open

    @property
    def is_open(self) -> bool:
        return self._is_open

    @property
    def waiting_bytes(self) -> int:
        return self.waiting

    def send(self, text: str) -> None:
        if not self._is_open:
            raise NoChannel("The message could not be sent: it is closed.")
        self.sent.append(text)

    def close(self) -> None:
        self._is_open = False

    @property
    def last(self) -> Any:
        return json.loads(self.sent[-1])


def edges(
    image: BgrImage,
    *,
    low: Annotated[int, Interval(ge=0, le=255)] = 100,
    high: Annotated[int, Interval(ge=0, le=255)] = 200,
) -> BgrImage:
    return image


def rotate(image: BgrImage, *, degrees_per_second: float = 45.0) -> BgrImage:
    return image


def echo(sound: Sound) -> Sound:
    return sound


def volume(sound: Sound, *, percent: Annotated[int, Interval(ge=0, le=400)] = 100) -> Sound:
    return sound


class Talk:
    """A conversation on two channels, with a clock that stands still."""

    def __init__(self, clock: Clock, limits: Limits | None = None) -> None:
        self.clock = clock
        self.first, self.second = FakeChannel(), FakeChannel()
        limits = limits or Limits()
        self.chosen: dict[Kind, ChosenTransforms] = {
            "video": ChosenTransforms(offered(none, edges, rotate), limits.max_chain_length),
            "audio": ChosenTransforms(offered(echo, volume), limits.max_chain_length),
        }
        self.conversation = Conversation([self.first, self.second], self.chosen, limits, lambda: dict(STATS))

    def say(self, *messages: str | bytes | dict[str, object]) -> None:
        for message in messages:
            text = json.dumps(message) if isinstance(message, dict) else message
            self.conversation.message_arrived(self.first, text)


def begin(monkeypatch: pytest.MonkeyPatch, limits: Limits | None = None) -> Talk:
    clock = Clock()
    with monkeypatch.context() as patch:
        patch.setattr(asyncio.get_running_loop(), "time", clock)
        return Talk(clock, limits)
