"""The peer that a test has in its hands."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Generic, TypeAlias, TypeVar

import numpy as np

from djinar.sessions.messages import Kind
from djinar.sessions.reasons import EndReason
from djinar.sessions.session import Session
from djinar.stream import Stream
from djinar.testing.arrivals import Arrivals, Told
from djinar.testing.connection import Connection, ReturnedPicture, ReturnedSound
from djinar.testing.errors import NothingArrived, SessionEnded
from djinar.testing.inbox import Inbox, anything, nothing
from djinar.testing.sounds import RATE_HZ
from djinar.transforms.chain import Choice
from djinar.transforms.image import BgrImage
from djinar.transforms.sound import Sound

ChainEntry: TypeAlias = str | tuple[str, Mapping[str, object]]
"""A transform by name, or the name with options."""

_PICTURES_ON_THE_WAY = 10
_SOUND_ON_THE_WAY_SECONDS = 0.2
_DIAGNOSIS_SECONDS = 1.0
_GOODBYE_SECONDS = 0.3
_END_SECONDS = 5.0

_StreamT = TypeVar("_StreamT", bound=Stream)
_Item = TypeVar("_Item")


class StreamPeer(Generic[_StreamT]):
    """What ``stream_client`` connects: a WebRTC peer whose far end is a stream in this process.

    Every wait ends with ``NothingArrived`` after the client's ``timeout_seconds``, and before that, with the cause,
    as soon as the session has ended (``SessionEnded``) or what is waited for has failed (``StreamReported``).
    """

    def __init__(self, connection: Connection, arrivals: Arrivals, timeout_seconds: float) -> None:
        self.stream: _StreamT
        """The stream's own instance."""
        self.session: Session
        """The stream's, in this process."""
        self._connection = connection
        self._arrivals = arrivals
        self._timeout_seconds = timeout_seconds
        self._old_pictures = False
        self._new_sound_from_seconds = 0.0

    async def frame(self, where: Callable[[BgrImage], object] = anything) -> BgrImage:
        """The next picture that came back, or the next of which ``where`` is true; at most 60 wait to be read.

        After a confirmed change of transforms or options it is one that was made with them.

        Raises:
            StreamReported: the transform failed; asked again, it goes on waiting.
        """
        return (await self.picture(lambda picture: where(picture.image))).image

    async def picture(self, where: Callable[[ReturnedPicture], object] = anything) -> ReturnedPicture:
        """As ``frame()``, with when it arrived."""
        if "video" not in self._connection.receiving:
            raise NothingArrived("The peer has no camera, so no picture comes back.")
        await self._skip_old_pictures()
        return await self._next("picture", self._arrivals.pictures, where, _failed("transform-failed", "video"))

    async def audio(self, seconds: float = 0.01, *, where: Callable[[Sound], object] = anything) -> Sound:
        """The next sound of that length that came back, beginning with the next block of 10 ms of which ``where`` is
        true; at most 10 s wait to be read. Shape ``(samples, channels)``, 48 kHz.

        The silence before the stream's first sound, of a second at the most, is left out.

        Raises:
            StreamReported: the sound transform failed.
        """
        if "audio" not in self._connection.receiving:
            raise NothingArrived('The stream sends no sound: its `audio` is "mute", or the peer has no microphone.')
        sounds, blame = self._arrivals.sounds, _failed("transform-failed", "audio")

        def is_first(block: ReturnedSound) -> object:
            self._arrivals.raise_report(blame)  # a sound transform that fails is not heard as nothing, but as silence
            return block.at_seconds >= self._new_sound_from_seconds and where(block.samples)

        blocks = [await self._next("sound", sounds, is_first, blame)]
        while sum(len(block.samples) for block in blocks) < round(seconds * RATE_HZ):
            blocks.append(await self._next("sound", sounds, anything, blame))
        return np.concatenate([block.samples for block in blocks])

    @property
    def messages(self) -> list[str]:
        """Every text that the stream sent so far, in order."""
        return self._arrivals.every_message

    async def message(self, where: Callable[[str], object] = anything) -> str:
        """The next text that the stream sent, or the next of which ``where`` is true.

        Raises:
            StreamReported: the stream's own code failed.
        """
        return await self._next("message", self._arrivals.messages, where, _failed("stream-failed"))

    async def told(self, where: Callable[[Told], object] = anything) -> Told:
        """What a transform told next with ``frame.tell(...)``, or next of which ``where`` is true.

        Raises:
            StreamReported: the transform failed.
        """
        return await self._next("message of a transform", self._arrivals.told, where, _failed("transform-failed"))

    @property
    def errors(self) -> list[Mapping[str, Any]]:
        """Every ``error`` that the session told of so far, but for refused requests. See docs/protocol.md."""
        return self._arrivals.every_report

    async def error(self) -> Mapping[str, Any]:
        """The next ``error`` that the session told of, for a test that expects one."""
        return await self._next("error", self._arrivals.reports, anything, nothing)

    async def send(self, message: str | bytes) -> None:
        """Send a text to the stream. What is no text is refused, as a test may want to see.

        Raises:
            SessionEnded: there is nobody to send it to.
        """
        if self._arrivals.ended:
            raise self._arrivals.ended
        self._connection.send(message)

    async def set_transform(self, name: str, /, *, kind: Kind = "video", **options: object) -> Mapping[str, Any]:
        """Change to one transform, with those of its options that are not to be at their defaults.

        Returns all of its options as the session confirmed them.

        Raises:
            RequestRefused: there is no such transform or option, or the option's value is not allowed.
        """
        return dict((await self.ask("transform", kind=kind, name=name, options=options))["options"])

    async def set_options(self, index: int = 0, /, *, kind: Kind = "video", **options: object) -> Mapping[str, Any]:
        """Change some options of the transform in use, or of the one at ``index`` in the chain.

        Returns all of its options as the session confirmed them.

        Raises:
            RequestRefused: there is no such option, or its value is not allowed.
        """
        return dict((await self.ask("options", kind=kind, index=index, options=options))["options"])

    async def set_chain(self, steps: Sequence[ChainEntry], /, *, kind: Kind = "video") -> list[Mapping[str, Any]]:
        """Change to several transforms, each applied to the result of the one before.

        Returns the steps with all of their options, as the session confirmed them.

        Raises:
            RequestRefused: a step is not allowed, or there are too many.
        """
        described = [{"name": choice.name, "options": choice.options} for choice in choices(steps)]
        return list((await self.ask("chain", kind=kind, transforms=described))["transforms"])

    async def stats(self) -> Mapping[str, Any]:
        """The session's figures. See docs/protocol.md."""
        return await self.ask("stats")

    async def ask(self, type_: str, /, **members: Any) -> Mapping[str, Any]:
        """Send one of djinar's own messages and await the answer to it. See docs/protocol.md.

        Raises:
            RequestRefused: it was answered by an error.
        """
        async with self._in_time(f"answer to {type_!r}"):
            answer = await self._answer(type_, members)
        if type_ != "stats" and members.get("kind") == "audio":
            self._new_sound_from_seconds = asyncio.get_running_loop().time() + _SOUND_ON_THE_WAY_SECONDS
        elif type_ != "stats":
            self._old_pictures = True
        return answer

    async def ended(self) -> EndReason:
        """Await the session's end."""
        async with self._in_time("end of the session"):
            return (await self._arrivals.end()).reason

    async def close(self) -> None:
        """Leave, as a peer does that says goodbye. Leaving ``stream_client`` does it too."""
        await self._connection.close()
        if not await self._ends_within(_GOODBYE_SECONDS):
            # A goodbye is one datagram, which a busy machine may lose.
            self.session.end(EndReason.PEER_CLOSED)
            await self._ends_within(_END_SECONDS)

    async def _ends_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._arrivals.end()
                return True
        return False

    async def _answer(self, type_: str, members: Mapping[str, Any]) -> Mapping[str, Any]:
        await self.send(json.dumps({"type": type_, **members}))
        return await self._arrivals.answer(type_)

    async def _next(
        self,
        name: str,
        inbox: Inbox[_Item],
        wanted: Callable[[_Item], object],
        is_to_blame: Callable[[Mapping[str, Any]], bool],
    ) -> _Item:
        async with self._in_time(name):
            return await self._arrivals.next(inbox, wanted, is_to_blame)

    @asynccontextmanager
    async def _in_time(self, name: str) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._timeout_seconds):
                yield
        except TimeoutError:
            raise NothingArrived(
                f"No {name} came within {self._timeout_seconds} s, or none that was wanted. {await self._diagnosis()}"
            ) from None

    async def _diagnosis(self) -> str:
        """What the session did instead."""
        said = [f"The session reported {report['code']}: {report['detail']}" for report in self._arrivals.every_report]
        said.append("The session is open, but does not answer.")
        with suppress(TimeoutError, SessionEnded):
            async with asyncio.timeout(_DIAGNOSIS_SECONDS):
                stats = await self._answer("stats", {})
                said[-1] = f"The session is open; its figures: {json.dumps(stats)}"
        return " ".join(said)

    async def _skip_old_pictures(self) -> None:
        """Of the pictures that the session has sent, and of one that it may be working on, none is new."""
        if self._old_pictures:
            self._old_pictures = False
            on_the_way = (await self.stats())["frames_out"] + 1 - self._arrivals.pictures.arrived
            # Some that the encoder dropped may be among them.
            self._arrivals.pictures.skip(min(on_the_way, _PICTURES_ON_THE_WAY))


def choices(chain: Sequence[ChainEntry]) -> list[Choice]:
    return [Choice(entry) if isinstance(entry, str) else Choice(*entry) for entry in chain]


def _failed(code: str, *kinds: Kind) -> Callable[[Mapping[str, Any]], bool]:
    return lambda report: report["code"] == code and (not kinds or report.get("kind") in kinds)
