"""Everything that a session sends to a peer for tests, sorted, and the waiting for it."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from djinar.sessions.reasons import EndReason
from djinar.testing.causes import Causes
from djinar.testing.connection import ReturnedPicture, ReturnedSound
from djinar.testing.errors import RequestRefused, SessionEnded, StreamReported
from djinar.testing.inbox import Inbox

_KEPT_PICTURES = 60
_KEPT_SOUNDS = 1000
_FIRST_SILENCE_SECONDS = 1.0
"""At the longest: both engines give out silence until the first sound has arrived."""
_ENDS_BY_FAILURE = (EndReason.TRANSFORM_FAILED, EndReason.ENGINE_FAILED)
_REPORTS = ("transform-failed", "stream-failed")

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a transform told with a picture or with sound."""

    transform: str
    number: int
    time_seconds: float
    message: Mapping[str, Any]
    rtp_timestamp: int | None = None
    """That of the picture, where the server knows it."""


class Arrivals:
    """Whoever waits for a thing is told as well when the session fails or ends instead."""

    def __init__(self, causes: Causes) -> None:
        self.pictures = Inbox[ReturnedPicture](_KEPT_PICTURES)
        self.sounds = Inbox[ReturnedSound](_KEPT_SOUNDS)
        self.messages = Inbox[str]()
        self.told = Inbox[Told]()
        self.reports = Inbox[Mapping[str, Any]]()
        self.every_message: list[str] = []
        self.every_report: list[Mapping[str, Any]] = []
        self.ended: SessionEnded | None = None
        self._causes = causes
        self._silent_until_seconds: float | None = None
        self._broken: BaseException | None = None
        self._asked: deque[tuple[str, asyncio.Future[Mapping[str, Any]]]] = deque()
        self._news = asyncio.Event()

    async def next(
        self, inbox: Inbox[_Item], wanted: Callable[[_Item], object], is_to_blame: Callable[[Mapping[str, Any]], bool]
    ) -> _Item:
        """Raises:
        StreamReported: nothing is here, and a report that ``is_to_blame`` for it.
        SessionEnded: nothing more will come.
        Exception: what the function raised that is the camera or the microphone.
        """
        while (item := inbox.take(wanted)) is None:
            if self._broken:
                raise self._broken
            self.raise_report(is_to_blame)
            if self.ended:
                raise self.ended
            await self._news.wait()
        return item

    def raise_report(self, is_to_blame: Callable[[Mapping[str, Any]], bool]) -> None:
        """Unless there is none."""
        if report := self.reports.pick(is_to_blame):
            raise StreamReported(report) from self._causes.newest

    async def answer(self, type_: str) -> Mapping[str, Any]:
        """To the message of that type that was sent just now; the session answers in order.

        Raises:
            RequestRefused: nothing was changed.
            SessionEnded: nothing more will come.
        """
        answered: asyncio.Future[Mapping[str, Any]] = asyncio.get_running_loop().create_future()
        self._asked.append((type_, answered))
        try:
            return await answered
        finally:
            if (type_, answered) in self._asked:
                self._asked.remove((type_, answered))

    async def end(self) -> SessionEnded:
        while self.ended is None:
            await self._news.wait()
        return self.ended

    # What the connection tells

    def picture_arrived(self, picture: ReturnedPicture) -> None:
        self.pictures.put(picture)
        self._tell()

    def sound_arrived(self, sound: ReturnedSound) -> None:
        if self._silent_until_seconds is None:
            self._silent_until_seconds = sound.at_seconds + _FIRST_SILENCE_SECONDS
        if self.sounds.arrived or sound.samples.any() or sound.at_seconds > self._silent_until_seconds:
            self.sounds.put(sound)
            self._tell()

    def message_arrived(self, text: str) -> None:
        message = _json_object(text)
        type_, code = message.get("type"), message.get("code")
        if self._asked and type_ == self._asked[0][0]:
            self._asked.popleft()[1].set_result(message)
        elif self._asked and type_ == "error" and code not in _REPORTS:
            self._asked.popleft()[1].set_exception(RequestRefused(message))
        elif type_ == "error":
            self.reports.put(message)
            self.every_report.append(message)
        elif type_ == "frame":
            self.told.put(Told(**{name: value for name, value in message.items() if name != "type"}))
        elif type_ == "ended":
            reason = next(reason for reason in EndReason if reason == message["reason"])
            self.session_ended(reason, message["detail"])
        else:
            self.messages.put(text)
            self.every_message.append(text)
        self._tell()

    def device_failed(self, error: BaseException) -> None:
        self._broken = error
        self._tell()

    def session_ended(self, reason: EndReason, detail: str) -> None:
        """The first to say so counts."""
        if self.ended is None:
            self.ended = SessionEnded(reason, detail)
            if reason in _ENDS_BY_FAILURE:
                self.ended.__cause__ = self._causes.newest
        while self._asked:
            self._asked.popleft()[1].set_exception(self.ended)
        self._tell()

    def _tell(self) -> None:
        """Each waiting coroutine looks at what is here; those that wait from now on wait for the next."""
        self._news.set()
        self._news = asyncio.Event()


def _json_object(text: str) -> dict[str, Any]:
    """Empty if it is none."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
