"""Owns the live sessions of a process."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from uuid import UUID

from djinar.exceptions import EngineError, ServerBusy, ServerStopping
from djinar.media.network import Network
from djinar.media.video_limits import ENGINES_OWN_BPS
from djinar.sdp import Answer, Offer
from djinar.sessions.limits import Limits
from djinar.sessions.messages import Kind
from djinar.sessions.owner import NOBODY, Owner
from djinar.sessions.rate import TokenBucket
from djinar.sessions.reasons import EndReason
from djinar.sessions.room import check_room
from djinar.sessions.session import Session, SessionStream
from djinar.sessions.snapshot import Snapshot
from djinar.sessions.tally import Tally
from djinar.sessions.threads import TransformThreads
from djinar.sessions.watcher import Watcher, Watchers
from djinar.transforms.chain import Choice

logger = logging.getLogger(__name__)

_HANGING_THREADS_REPLACED = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSession:
    id: str
    answer: Answer


class SessionHub:
    """Opens sessions within the limits, runs them and ends them; everything on the media loop."""

    def __init__(self, network: Network, limits: Limits, watchers: Iterable[Watcher] = ()) -> None:
        self._network = network
        self._limits = limits
        self._watchers = Watchers(watchers)
        self._threads = TransformThreads((os.cpu_count() or 1) + 4, replaced_at_most=_HANGING_THREADS_REPLACED)
        self._answers = TokenBucket(limits.max_answers_per_second, asyncio.get_running_loop().time)
        self._live: dict[str, Session] = {}
        self._running: set[asyncio.Task[EndReason]] = set()
        self._past = Tally()
        self._stopping = False

    @property
    def live(self) -> int:
        """Sessions that hold a place, those whose answer is being made included."""
        return len(self._holders())

    def _holders(self) -> list[Owner]:
        return [session.record.owner for session in self._live.values() if session.holds_place]

    async def open(
        self,
        make_stream: Callable[[Session], SessionStream],
        offer: Offer,
        chains: Mapping[Kind, Sequence[Choice]],
        owner: Owner = NOBODY,
        limits: Limits | None = None,
    ) -> OpenedSession:
        """Answer an offer and run its session until it ends.

        Raises:
            ServerStopping: ``stop()`` was called.
            ServerFull, TooManySessions: there is no place left, or none for this owner.
            ServerBusy: the sessions that run must not suffer from those that begin.
            UnknownTransform, ChainTooLong, OptionError, OfferError, EngineError: as ``Session.open``.
        """
        if self._stopping:
            raise ServerStopping
        limits = limits or self._limits
        places = min(limits.max_sessions, self._limits.max_sessions)
        check_room(self._holders(), owner, replace(limits, max_sessions=places))
        if not self._answers.take():
            raise ServerBusy(self._limits.max_answers_per_second)
        session = Session(make_stream, self._network, limits, self._threads, owner, self._watchers)
        self._live[session.id] = session
        try:
            sdp = await session.open(offer, chains)
        except BaseException as error:
            del self._live[session.id]
            if isinstance(error, EngineError):
                logger.error(
                    "%s: %s Is PORT_RANGE too narrow? ANNOUNCED_NETWORKS? For peers on this machine, ALLOW_LOOPBACK?",
                    session,
                    error,
                )
            raise
        logger.info(
            "%s opened, %d of %d places taken",
            session,
            self.live,
            self._limits.max_sessions,
            extra=session.log_fields | {"places_taken": self.live},
        )
        task = asyncio.get_running_loop().create_task(session.run())
        self._running.add(task)
        task.add_done_callback(lambda _task: self._forget(session, task))
        answer = Answer(sdp=sdp)
        if limits.max_bitrate_in_bps < ENGINES_OWN_BPS:
            answer = answer.limiting(limits.max_bitrate_in_bps)  # a higher number would let a browser send more
        answer = answer.announcing(self._network.public_addresses)
        return OpenedSession(id=session.id, answer=answer)

    def _forget(self, session: Session, task: asyncio.Task[EndReason]) -> None:
        del self._live[session.id]
        self._running.discard(task)
        reason = EndReason.ENGINE_FAILED
        if task.cancelled():
            reason = EndReason.SERVER_STOPPING
        elif error := task.exception():
            logger.error("%s broke off.", session, exc_info=error, extra=session.log_fields)
        else:
            reason = task.result()
        self._past.ended[reason] += 1
        session.record.add_to(self._past)

    def end(self, record_id: UUID, reason: EndReason, detail: str = "") -> bool:
        """End a session soon; false when it is not here."""
        session = self._find(record_id)
        if session:
            session.end(reason, detail)
        return session is not None

    async def picture(self, record_id: UUID) -> bytes | None:
        """As ``Session.picture``; ``None`` too for a session that is not here."""
        session = self._find(record_id)
        return await session.picture() if session else None

    def _find(self, record_id: UUID) -> Session | None:
        return next((session for session in self._live.values() if session.record.id == record_id), None)

    def snapshots(self) -> list[Snapshot]:
        return [session.record.snapshot() for session in self._live.values()]

    def tally(self) -> Tally:
        tally = deepcopy(self._past)
        for session in self._live.values():
            tally.states[session.record.state] += 1
            session.record.add_to(tally)
        tally.hanging_threads = self._threads.hanging
        tally.places = self._limits.max_sessions
        return tally

    async def drain(self, longest_seconds: float) -> None:
        """Take no new session, tell the peers, and wait for the sessions to end, but not for long."""
        self._stopping = True
        for session in self._live.values():
            session.tell_draining(longest_seconds)
        if self._running:
            logger.info("%d sessions have %g s to end", len(self._running), longest_seconds)
            await asyncio.wait(self._running, timeout=longest_seconds)

    async def stop(self) -> None:
        """End every session and take no new one."""
        self._stopping = True
        for session in self._live.values():
            session.end(EndReason.SERVER_STOPPING)
        await asyncio.gather(*self._running, return_exceptions=True)
        self._threads.stop()
