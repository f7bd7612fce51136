"""What peer and server say to each other on the data channels. See docs/protocol.md."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence

from djinar.exceptions import ChainTooLong, ChoiceError, DjinarError, NoChannel, OptionError, UnknownTransform
from djinar.media.channel import Channel
from djinar.sessions.chosen import ChosenTransforms
from djinar.sessions.limits import Limits
from djinar.sessions.messages import (
    AskStats,
    ChooseChain,
    ChooseTransform,
    ForStream,
    InvalidMessage,
    Kind,
    Message,
    Ping,
    SetOptions,
    parse,
)
from djinar.sessions.rate import TokenBucket
from djinar.sessions.turns import Told

logger = logging.getLogger(__name__)

_FOR_STREAM_AT_MOST = 32
_REPORTS_THAT_WAIT = 4
_FRAME_WAITS_BEHIND_BYTES = 64 * 1024
_CODES: dict[type[DjinarError], str] = {
    InvalidMessage: "invalid-message",
    UnknownTransform: "unknown-transform",
    ChainTooLong: "chain-too-long",
    OptionError: "invalid-option",
}


class Conversation:
    """Answers on the channel that asked; reports on the one opened first."""

    def __init__(
        self,
        channels: Sequence[Channel],
        chosen: Mapping[Kind, ChosenTransforms],
        limits: Limits,
        stats: Callable[[], dict[str, object]],
    ) -> None:
        clock = asyncio.get_running_loop().time
        self._channels = channels
        self._chosen = chosen
        self._max_bytes = limits.max_message_bytes
        self._stats = stats
        self._incoming = TokenBucket(limits.max_messages_per_second, clock)
        self._complaints = TokenBucket(1.0, clock)
        self._for_stream: asyncio.Queue[str] = asyncio.Queue(_FOR_STREAM_AT_MOST)
        self._unsent: deque[str] = deque(maxlen=_REPORTS_THAT_WAIT)
        self.messages_received = 0

    async def next_for_stream(self) -> str:
        """The next message that is neither a ping nor djinar's own, as soon as there is one."""
        return await self._for_stream.get()

    def send(self, text: str) -> None:
        """Raises:
        NoChannel: the peer has no open channel, or the text cannot be sent on it.
        """
        self._first_channel().send(text)

    def _first_channel(self) -> Channel:
        channel = next((channel for channel in self._channels if channel.is_open), None)
        if channel is None:
            raise NoChannel("The peer has no open data channel.")
        return channel

    def report(self, type_: str, **members: object) -> None:
        """Tell the peer, if there is a way to; a few reports wait for its first channel."""
        self._unsent.append(_own(type_, members))
        if self._channels:
            self.send_reports()

    def send_reports(self) -> None:
        """Those that have waited, and are forgotten if they cannot be sent now."""
        while self._unsent:
            try:
                self.send(self._unsent.popleft())
            except NoChannel as error:
                logger.debug("Not reported: %s", error)

    def report_told(self, told: Told, **members: object) -> None:
        """What a transform told with a frame; dropped while the channel is full."""
        told_with = {"transform": told.transform, "number": told.number, "time_seconds": told.time_seconds, **members}
        head = _own("frame", told_with).removesuffix("}")
        try:
            channel = self._first_channel()
            if channel.waiting_bytes <= _FRAME_WAITS_BEHIND_BYTES:
                channel.send(f'{head}, "message": {told.message}}}')
        except NoChannel as error:
            logger.debug("Not told: %s", error)

    def message_arrived(self, channel: Channel, message: str | bytes) -> None:
        self.messages_received += 1
        try:
            reply = self._reply(message)
            if reply is not None:
                channel.send(reply)
        except NoChannel as error:
            logger.debug("Not answered: %s", error)

    def _reply(self, message: str | bytes) -> str | None:
        if not self._incoming.take():
            return self._complaint("too-fast", "Messages come too fast; this one was dropped.")
        if isinstance(message, bytes):
            return self._complaint("not-text", "Messages must be text.")
        if len(message) > self._max_bytes or len(message.encode()) > self._max_bytes:
            return self._complaint("message-too-large", f"A message may have {self._max_bytes} bytes at most.")
        of_kind: dict[str, object] = {}
        try:
            asked = parse(message)
            if isinstance(asked, ChooseTransform | ChooseChain | SetOptions):
                of_kind["kind"] = asked.kind
            return self._answer(asked)
        except tuple(_CODES) as error:
            facts = error.facts if isinstance(error, ChoiceError) else {}
            return _own("error", {"code": _CODES[type(error)], "detail": str(error), **facts, **of_kind})

    def _answer(self, message: Message) -> str | None:
        match message:
            case Ping(rest):
                return "pong" + rest
            case ChooseTransform(choice, kind):
                self._chosen[kind].choose([choice])
                return _own("transform", {"kind": kind, **self._chosen[kind].as_json[0]})
            case ChooseChain(choices, kind):
                self._chosen[kind].choose(choices)
                return _own("chain", {"kind": kind, "transforms": self._chosen[kind].as_json})
            case SetOptions(options, index, kind):
                all_options = self._chosen[kind].set_options(index, options)
                return _own("options", {"kind": kind, "index": index, "options": all_options})
            case AskStats():
                return _own("stats", self._stats())
            case ForStream(text):
                try:
                    self._for_stream.put_nowait(text)
                except asyncio.QueueFull:
                    return self._complaint("too-fast", "The stream is behind; this message was dropped.")
                return None

    def _complaint(self, code: str, detail: str) -> str | None:
        """At most one a second, so that a flood is not answered by another."""
        return _own("error", {"code": code, "detail": detail}) if self._complaints.take() else None


def _own(type_: str, members: dict[str, object]) -> str:
    return json.dumps({"type": type_, **members})
