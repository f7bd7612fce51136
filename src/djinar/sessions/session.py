"""One session: a peer, its stream and everything that ends them."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from djinar.exceptions import ServerStopping
from djinar.media.channel import Channel
from djinar.media.network import Network
from djinar.media.peer import Peer
from djinar.media.video import PictureTooLarge
from djinar.media.video_limits import VideoLimits
from djinar.sdp import Offer
from djinar.sessions.chains import Chains
from djinar.sessions.conversation import Conversation
from djinar.sessions.failures import TransformGaveUp
from djinar.sessions.floods import BitRateTooHigh, FloodWatch, MessageRateTooHigh
from djinar.sessions.limits import Limits
from djinar.sessions.look import Looks
from djinar.sessions.messages import Kind
from djinar.sessions.owner import Owner
from djinar.sessions.reasons import EndReason
from djinar.sessions.record import Record
from djinar.sessions.threads import NoThreadLeft, TransformThreads
from djinar.sessions.turns import Told
from djinar.sessions.users_code import UsersCodeFailed, awaited, called
from djinar.sessions.watcher import Watchers
from djinar.transforms.chain import Choice
from djinar.transforms.transform import Transform

logger = logging.getLogger(__name__)

_FIRST_CHANNEL_SECONDS = 1.0
_LOOK_EVERY_SECONDS = 1.0
_GOODBYE_SECONDS = 0.3
_CANCEL_SECONDS = 1.0
_STREAM_ENDED_SECONDS = 5.0
_REASONS: dict[type[BaseException], EndReason] = {
    PictureTooLarge: EndReason.PICTURE_TOO_LARGE,
    BitRateTooHigh: EndReason.BIT_RATE_TOO_HIGH,
    MessageRateTooHigh: EndReason.MESSAGE_RATE_TOO_HIGH,
    TransformGaveUp: EndReason.TRANSFORM_FAILED,
    NoThreadLeft: EndReason.TRANSFORM_FAILED,
    ServerStopping: EndReason.SERVER_STOPPING,
}


class SessionStream(Protocol):
    """What a session asks of a stream; ``djinar.Stream`` is one."""

    @classmethod
    def offered_transforms(cls) -> dict[str, Transform]: ...
    @classmethod
    def offered_sound_transforms(cls) -> dict[str, Transform]: ...
    @classmethod
    def sound_file(cls) -> Path | None: ...
    async def started(self) -> None: ...
    async def message_received(self, message: str) -> None: ...
    async def ended(self, reason: EndReason) -> None: ...


class Session:
    """Lives on the media loop, from ``open()`` to the return of ``run()``."""

    def __init__(
        self,
        make_stream: Callable[[Session], SessionStream],
        network: Network,
        limits: Limits,
        threads: TransformThreads,
        owner: Owner,
        watchers: Watchers,
    ) -> None:
        self.id = secrets.token_urlsafe(24)
        self.holds_place = True
        """Until all of it is freed; then only the stream's ``ended()`` may still be at work."""
        self._limits = limits
        self._stream = called(make_stream, self)
        offered: Mapping[Kind, Mapping[str, Transform]] = {
            "video": self._stream.offered_transforms(),
            "audio": self._stream.offered_sound_transforms(),
        }
        self._chains = Chains(offered, limits, threads, self)
        self._looks = Looks(self._chains.pictures, threads)
        self._peer = Peer(network, self, limits.max_channels, owner.address)
        self.record = Record(type(self._stream), owner, watchers, peer=self._peer, chains=self._chains)
        self._conversation = Conversation(self._peer.channels.open, self._chains.chosen, limits, self.record.stats)
        self._connected = asyncio.Event()
        self._outcome: asyncio.Future[tuple[EndReason, str]] = asyncio.get_running_loop().create_future()

    def __str__(self) -> str:
        """For logs: too little of the id to use it."""
        return f"session {self.id[:6]}"

    @property
    def log_fields(self) -> dict[str, str]:
        """For logs that a program reads: ``record`` is the key of what was recorded of the session."""
        return {"session": self.id[:6], "record": str(self.record.id), "stream": self.record.stream}

    async def open(self, offer: Offer, chains: Mapping[Kind, Sequence[Choice]]) -> str:
        """Our answer, after which ``run()`` must be called. When this raises, everything is freed.

        Raises:
            UnknownTransform: the stream does not offer a transform.
            ChainTooLong: more transforms than allowed.
            OptionError: an option is refused.
            OfferError: the engine cannot make sense of the offer.
            EngineError: the server cannot be reached.
        """
        try:
            self._chains.begin_with(chains)
            return await self._peer.answer(
                offer.sdp,
                offer.sections,
                render=self._looks,
                sound=self._stream.sound_file() or (self._chains.sound if self._chains.chosen["audio"].steps else None),
                limits=VideoLimits(
                    picture_px=self._limits.max_picture_px,
                    frame_rate_fps=self._limits.max_frame_rate_fps,
                    bitrate_out_bps=self._limits.max_bitrate_out_bps,
                ),
            )
        except BaseException:
            self._peer.close()
            raise

    def send(self, text: str) -> None:
        """Send a text on the channel that the peer opened first.

        Raises:
            NoChannel: there is none, or the text cannot be sent on it.
        """
        self._conversation.send(text)

    async def picture(self) -> bytes | None:
        """A small JPEG of what is sent; ``None`` while nothing is."""
        return await self._looks.jpeg()

    def tell_draining(self, seconds: float) -> None:
        """The server stops soon; whoever leaves by then is not cut off."""
        if not self._outcome.done():
            self._conversation.report("draining", seconds=seconds)

    def end(self, reason: EndReason = EndReason.STREAM_ENDED, detail: str = "") -> None:
        """End the session soon; the reason given first is the one that counts."""
        if not self._outcome.done():
            self._outcome.set_result((reason, detail or reason.sentence))

    async def run(self) -> EndReason:
        """Everything after the answer, until the session ended and all of it is freed."""
        tasks = [self._own(work) for work in self._work()]
        self.record.opened()
        try:
            reason, detail = await self._outcome
            if self._connected.is_set() and reason not in (EndReason.PEER_CLOSED, EndReason.PEER_LOST):
                await self._peer.channels.first(_FIRST_CHANNEL_SECONDS)
            self._conversation.report("ended", reason=reason, detail=detail)
            await self._peer.channels.flush(_GOODBYE_SECONDS)
            await self.record.ended(reason, detail)
        finally:
            self._peer.close()
            for task in tasks:
                task.cancel()
            _, stuck = await asyncio.wait(tasks, timeout=_CANCEL_SECONDS)
            if stuck:
                logger.error("%s: code of the stream goes on though it was cancelled.", self, extra=self.log_fields)
        self.holds_place = False
        logger.info("%s ended: %s (%s)", self, reason, detail, extra=self.log_fields | {"reason": reason.value})
        ended = asyncio.ensure_future(self._ask_stream(self._stream.ended(reason)))
        _, late = await asyncio.wait([ended], timeout=_STREAM_ENDED_SECONDS)
        if late:
            ended.cancel()
            logger.error("%s: the stream's ended() took over %s s.", self, _STREAM_ENDED_SECONDS, extra=self.log_fields)
        return reason

    def _work(self) -> list[Coroutine[Any, Any, None]]:
        peer = self._peer
        parts = [part for part in (peer.size_guard, peer.video, peer.encoding, peer.sound) if part]
        return [
            self._handshake_limit(),
            self._once_connected(self._time_limit),
            self._once_connected(self._idle_limit),
            self._once_connected(self._flood_limits),
            self._once_connected(self._serve_stream),
            *(self._once_connected(part.run) for part in parts),
        ]

    def _own(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """A task whose failure ends the session."""
        task = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(self._work_done)
        return task

    def _work_done(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is None:
            return
        reason = _REASONS.get(type(error), EndReason.ENGINE_FAILED)
        if reason is EndReason.ENGINE_FAILED:
            logger.error("%s failed.", self, exc_info=error, extra=self.log_fields)
        self.end(reason, str(error) if type(error) in _REASONS else "")

    async def _once_connected(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        await self._connected.wait()
        await work()

    async def _handshake_limit(self) -> None:
        try:
            await asyncio.wait_for(self._connected.wait(), self._limits.handshake_timeout_seconds)
        except TimeoutError:
            self.end(EndReason.HANDSHAKE_TIMEOUT)

    async def _time_limit(self) -> None:
        await asyncio.sleep(self._limits.max_session_seconds)
        self.end(EndReason.TIME_LIMIT)

    async def _idle_limit(self) -> None:
        clock = asyncio.get_running_loop().time
        received, since = -1, clock()
        while clock() - since < self._limits.idle_timeout_seconds:
            now_received = (await self._peer.traffic()).packets_in + self._conversation.messages_received
            if now_received != received:
                received, since = now_received, clock()
            await asyncio.sleep(self._limits.idle_timeout_seconds / 8)
        self.end(EndReason.IDLE_TIMEOUT)

    async def _flood_limits(self) -> None:
        clock = asyncio.get_running_loop().time
        bits = FloodWatch(self._limits.max_bitrate_in_bps, BitRateTooHigh)
        messages = FloodWatch(self._limits.max_messages_per_second, MessageRateTooHigh)
        while True:
            bits.arrived(8 * (await self.record.look()).bytes_in, clock())
            messages.arrived(self._conversation.messages_received, clock())
            await asyncio.sleep(_LOOK_EVERY_SECONDS)

    async def _serve_stream(self) -> None:
        """From when the stream can send: media arrive two round trips before a channel can."""
        await self._peer.channels.first(_FIRST_CHANNEL_SECONDS)
        self._conversation.send_reports()
        await self._ask_stream(self._stream.started())
        while True:
            await self._ask_stream(self._stream.message_received(await self._conversation.next_for_stream()))

    async def _ask_stream(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await awaited(work)
        except UsersCodeFailed as failure:
            logger.error("%s: the stream failed.", self, exc_info=failure.__cause__, extra=self.log_fields)
            self._conversation.report("error", code="stream-failed", detail="The stream failed on the server.")

    # What the peer tells

    def peer_connected(self) -> None:
        self._connected.set()
        self.record.connected()

    def peer_closed(self) -> None:
        self.end(EndReason.PEER_CLOSED)

    def peer_lost(self) -> None:
        self.end(EndReason.PEER_LOST)

    def message_arrived(self, channel: Channel, message: str | bytes) -> None:
        self._conversation.message_arrived(channel, message)

    # What its chains tell

    def told(self, told: Told, rtp_timestamp: int | None = None) -> None:
        known = {} if rtp_timestamp is None else {"rtp_timestamp": rtp_timestamp}
        self._conversation.report_told(told, **known)

    def transform_failed(self, kind: Kind, name: str, why: str) -> None:
        instead = "the last good picture stays" if kind == "video" else "there is silence instead"
        detail = f"The transform {name!r} {why}; {instead}."
        self._conversation.report("error", code="transform-failed", kind=kind, transform=name, detail=detail)
        self.record.transform_failed(name, why)
