"""Sends the signals."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from contextvars import Context
from typing import Any
from uuid import UUID

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.db import connections
from django.dispatch import Signal
from django.utils.module_loading import import_string

from djinar.sessions.snapshot import Snapshot
from djinar.signals import session_ended, session_started, transform_failed

logger = logging.getLogger(__name__)

_WAITING_AT_MOST = 1000


class Announcer:
    """A watcher. What receivers are too slow for is dropped, the oldest first, and logged once."""

    def __init__(self) -> None:
        self._started: set[UUID] = set()
        self._waiting: deque[tuple[Signal, dict[str, Any]]] = deque()
        self._sending: asyncio.Task[None] | None = None
        self._dropped = False

    def session_changed(self, snapshot: Snapshot) -> None:
        if snapshot.state == "live" and snapshot.record_id not in self._started:
            self._started.add(snapshot.record_id)
            self._announce(session_started, snapshot)
        elif snapshot.state == "ended":
            self._started.discard(snapshot.record_id)
            self._announce(session_ended, snapshot)

    def transform_failed(self, snapshot: Snapshot, transform: str, why: str) -> None:
        self._announce(transform_failed, snapshot, transform=transform, why=why)

    def stop(self) -> None:
        """Send what still waits, on this thread: the media loop is over."""
        while self._waiting:
            signal, named = self._waiting.popleft()
            signal.send_robust(**named)

    def _announce(self, signal: Signal, snapshot: Snapshot, **more: str) -> None:
        sender = _stream_class(snapshot.stream)
        if not signal.has_listeners(sender):
            return
        if len(self._waiting) >= _WAITING_AT_MOST:
            self._waiting.popleft()
            if not self._dropped:
                self._dropped = True
                logger.error(
                    "Receivers of signals are too slow: the oldest of %d signals is dropped.", _WAITING_AT_MOST
                )
        self._waiting.append((signal, {"sender": sender, "snapshot": snapshot, **more}))
        if self._sending is None or self._sending.done():
            # Empty, since the context of the offer's request would bind plain receivers to that request's thread.
            self._sending = asyncio.get_running_loop().create_task(self._send(), context=Context())

    async def _send(self) -> None:
        try:
            async with ThreadSensitiveContext():
                try:
                    while self._waiting:
                        sent = signal, named = self._waiting[0]
                        await signal.asend_robust(**named)
                        if self._waiting and self._waiting[0] is sent:  # or it was dropped meanwhile
                            self._waiting.popleft()
                finally:
                    await sync_to_async(connections.close_all)()  # the thread ends here, and nobody else could
        except RuntimeError as error:
            logger.debug("The interpreter ends and lets no thread work: stop() sends the rest.", exc_info=error)


def _stream_class(path: str) -> Any:
    """``None`` for a class that no import finds, such as one in a function."""
    try:
        return import_string(path)
    except ImportError:
        return None
