"""Sessions in this process, on its media loop: the default, with nothing to start."""

from __future__ import annotations

import asyncio
import atexit
import logging
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import TypeVar
from uuid import UUID

from djinar.backends.media_loop import MediaLoop
from djinar.backends.request import SessionRequest
from djinar.exceptions import ServerStopping
from djinar.media.engine import start_engine
from djinar.media.network import Network
from djinar.sessions.hub import OpenedSession, SessionHub
from djinar.sessions.limits import Limits
from djinar.sessions.reasons import EndReason
from djinar.sessions.snapshot import Snapshot
from djinar.sessions.tally import Tally
from djinar.sessions.watcher import Watcher, Watchers

logger = logging.getLogger(__name__)

_STOP_SECONDS = 2.0

_Answer = TypeVar("_Answer")


class InlineBackend:
    """Starts its media loop at the first offer, and stops it when told or when the interpreter ends."""

    def __init__(self, network: Network, limits: Limits, watchers: Iterable[Watcher] = ()) -> None:
        self._network = network
        self._limits = limits
        self._watchers = tuple(watchers)
        self._lock = threading.Lock()
        self._media_loop: MediaLoop | None = None
        self._hub: SessionHub | None = None
        self._stopping = False

    @property
    def live(self) -> int:
        """Sessions that hold a place."""
        return self._hub.live if self._hub else 0

    @property
    def is_stopping(self) -> bool:
        return self._stopping

    async def open(self, request: SessionRequest) -> OpenedSession:
        opening = self._submit(request)
        try:
            return await asyncio.wrap_future(opening)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task and task.cancelling():
                raise
            raise ServerStopping from None  # it was not the request that gave up

    def _submit(self, request: SessionRequest) -> Future[OpenedSession]:
        with self._lock:
            if self._stopping:
                raise ServerStopping
            if self._media_loop is None:
                start_engine(self._network)
                self._media_loop = MediaLoop()
                self._media_loop.start()
                atexit.register(self.stop)
            return self._media_loop.submit(self._open(request))

    async def _open(self, request: SessionRequest) -> OpenedSession:
        if self._hub is None:
            self._hub = SessionHub(self._network, self._limits, self._watchers)
        return await self._hub.open(
            lambda session: request.stream(session, request.context),
            request.offer,
            request.chains,
            request.owner,
            request.limits,
        )

    async def end(self, record_id: UUID, reason: EndReason, detail: str = "") -> bool:
        return await self._ask(lambda hub: hub.end(record_id, reason, detail), otherwise=False)

    async def picture(self, record_id: UUID) -> bytes | None:
        with self._lock:
            if self._media_loop is None or self._hub is None:
                return None
            taken = self._media_loop.submit(self._hub.picture(record_id))
        return await asyncio.wrap_future(taken)

    async def snapshots(self) -> list[Snapshot]:
        return await self._ask(lambda hub: hub.snapshots(), otherwise=[])

    async def tally(self) -> Tally:
        return await self._ask(lambda hub: hub.tally(), otherwise=Tally(places=self._limits.max_sessions))

    async def _ask(self, question: Callable[[SessionHub], _Answer], *, otherwise: _Answer) -> _Answer:
        """What the hub says, on the media loop; ``otherwise`` where there is none."""
        hub = self._hub

        async def answer() -> _Answer:
            return question(hub) if hub else otherwise

        with self._lock:
            if self._media_loop is None:
                return otherwise
            asked = self._media_loop.submit(answer())
        return await asyncio.wrap_future(asked)

    async def drain(self, longest_seconds: float) -> None:
        with self._lock:
            self._stopping = True
            draining = self._media_loop.submit(self._drain(longest_seconds)) if self._media_loop else None
        if draining:
            await asyncio.wrap_future(draining)
        await asyncio.to_thread(self.stop)

    async def _drain(self, longest_seconds: float) -> None:
        if self._hub:
            await self._hub.drain(longest_seconds)

    def stop(self) -> None:
        with self._lock:
            self._stopping = True
            media_loop, self._media_loop = self._media_loop, None
        if media_loop is None:
            return
        atexit.unregister(self.stop)
        if self._hub:
            try:
                media_loop.submit(self._hub.stop()).result(_STOP_SECONDS)
            except FutureTimeoutError:
                logger.warning("%d sessions did not end within %s s.", self._hub.live, _STOP_SECONDS)
        media_loop.stop()
        Watchers(self._watchers).stop()
