"""Writes what becomes of sessions to the database, and reads there which of them are to end."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import Context
from typing import Any
from uuid import UUID

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core.exceptions import ImproperlyConfigured
from django.db import DataError, Error, IntegrityError, close_old_connections, connections
from django.utils import timezone

from djinar.models import SessionPicture, StreamSession
from djinar.sessions.reasons import EndReason
from djinar.sessions.snapshot import Snapshot

logger = logging.getLogger(__name__)

_EVERY_SECONDS = 2.0
_LONGEST_IS_DOUBLED = 4
"""So often at most: 32 seconds."""
_TURNS_UNTIL_LOOKING_FOR_LOST = 8
_UNWRITTEN_AT_MOST = 1000
_DISPENSABLE: tuple[dict[str, Any], ...] = (
    {"user": None},  # deleted meanwhile
    {"video_chain": [], "audio_chain": [], "detail": ""},  # PostgreSQL takes no NUL, which a peer may put in an option
)
_REASONS = {reason.value: reason for reason in EndReason}

EndSession = Callable[[UUID, EndReason], Awaitable[object]]
TakePicture = Callable[[UUID], Awaitable[bytes | None]]


class Recorder:
    """A watcher. Its task, on the media loop, works while there is something to write.

    It has a database connection and a thread of its own. When the database cannot be used, sessions go on: that is
    logged once, and tried again at growing intervals; only the newest snapshot of each session is kept until then. With
    no session left it gives up after five times, until the next session comes.
    """

    def __init__(
        self,
        end: EndSession,
        take_picture: TakePicture,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._end = end
        self._take_picture = take_picture
        self._sleep = sleep
        self._running: set[UUID] = set()
        self._unwritten: dict[UUID, Snapshot] = {}
        self._task: asyncio.Task[None] | None = None
        self._turns = 0
        self._has_pictures = False
        self._failed_in_a_row = 0

    def session_changed(self, snapshot: Snapshot) -> None:
        if snapshot.state == "ended":
            self._running.discard(snapshot.record_id)
        else:
            self._running.add(snapshot.record_id)
        self._keep(snapshot)
        if self._task is None or self._task.done():
            # Empty, since the context of the offer's request would bind the ORM to that request's thread.
            self._task = asyncio.get_running_loop().create_task(self._work(), context=Context())

    def transform_failed(self, snapshot: Snapshot, transform: str, why: str) -> None:  # noqa: ARG002 - as told
        self._keep(snapshot)

    def stop(self) -> None:
        """Write what is left, on this thread: the media loop is over."""
        unwritten, self._unwritten = self._unwritten, {}
        if not (unwritten or self._has_pictures):
            return
        try:
            if unwritten:
                StreamSession.objects.write(map(StreamSession.of, unwritten.values()))
            if self._has_pictures:
                SessionPicture.objects.forgotten().delete()
        except Exception as error:  # noqa: BLE001 - whatever it is, the server goes on stopping
            self._failed(error)
        finally:
            close_old_connections()

    def _keep(self, snapshot: Snapshot) -> None:
        self._unwritten.pop(snapshot.record_id, None)
        self._unwritten[snapshot.record_id] = snapshot
        if len(self._unwritten) > _UNWRITTEN_AT_MOST:
            del self._unwritten[next(iter(self._unwritten))]

    async def _work(self) -> None:
        self._has_pictures = True  # a process that was killed may have left some
        async with ThreadSensitiveContext():
            try:
                while True:
                    await self._turn()
                    await self._sleep(_EVERY_SECONDS * 2 ** min(self._failed_in_a_row, _LONGEST_IS_DOUBLED))
                    if not self._running and (not self._unwritten or self._failed_in_a_row > _LONGEST_IS_DOUBLED):
                        break
            finally:
                with suppress(RuntimeError):  # an interpreter that ends lets no thread work
                    await sync_to_async(connections.close_all)()  # the thread ends here, and nobody else could

    async def _turn(self) -> None:
        try:
            try:
                await self._write()
                await self._end_those_requested()
                await self._show_those_looked_at()
                if self._turns % _TURNS_UNTIL_LOOKING_FOR_LOST == 0:
                    await StreamSession.objects.amark_lost()
            finally:
                await sync_to_async(close_old_connections)()
        except Exception as error:
            if threading.main_thread().is_alive():
                self._failed(error)
            else:
                logger.debug("The interpreter ends and lets no thread work: stop() writes the rest.", exc_info=error)
        else:
            self._turns += 1
            self._worked()

    async def _write(self) -> None:
        unwritten, self._unwritten = self._unwritten, {}
        try:
            await _write([StreamSession.of(snapshot) for snapshot in unwritten.values()])
        except BaseException:
            self._unwritten = unwritten | self._unwritten
            raise

    async def _end_those_requested(self) -> None:
        requested = StreamSession.objects.filter(pk__in=self._running, end_requested_at__isnull=False)
        async for row in requested.only("end_requested_reason"):
            await self._end(row.pk, _REASONS.get(row.end_requested_reason, EndReason.ENDED_BY_OPERATOR))

    async def _show_those_looked_at(self) -> None:
        pictures = SessionPicture.objects.looked_at().filter(pk__in=self._running)
        looked_at = [key async for key in pictures.values_list("pk", flat=True)]
        jpegs = await asyncio.gather(*map(self._take_picture, looked_at))
        for key, jpeg in zip(looked_at, jpegs, strict=True):
            await SessionPicture.objects.filter(pk=key).aupdate(jpeg=jpeg or b"", taken_at=timezone.now())
        if self._has_pictures:
            await SessionPicture.objects.forgotten().adelete()
        self._has_pictures = bool(looked_at)

    def _failed(self, error: Exception) -> None:
        self._failed_in_a_row += 1
        if self._failed_in_a_row == 1:
            expected = isinstance(error, Error | ImproperlyConfigured)
            logger.error(
                "Sessions are not recorded (%s). Has manage.py migrate been run? Or set RECORD_SESSIONS to False.",
                error,
                exc_info=None if expected else error,
            )

    def _worked(self) -> None:
        if self._failed_in_a_row:
            self._failed_in_a_row = 0
            logger.info("Sessions are recorded again.")


async def _write(rows: list[StreamSession]) -> None:
    """What the database refuses of one row costs no other."""
    try:
        await StreamSession.objects.awrite(rows)
    except (IntegrityError, DataError, ValueError):
        if len(rows) == 1:
            await _write_without(rows[0], *_DISPENSABLE)
        else:
            for row in rows:
                await _write([row])


async def _write_without(row: StreamSession, first: dict[str, Any], *rest: dict[str, Any]) -> None:
    for name, value in first.items():
        setattr(row, name, value)
    try:
        await StreamSession.objects.awrite([row])
    except (IntegrityError, DataError, ValueError):
        if not rest:
            raise
        await _write_without(row, *rest)
