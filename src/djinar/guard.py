"""Ends the sessions of those who would not be let in any more."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import Context
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync, sync_to_async
from django.contrib.auth.models import AnonymousUser
from django.db import Error, close_old_connections, connections

from djinar.accounts import active_users, password_mark
from djinar.repeated_request import is_let_in
from djinar.sessions.owner import Owner
from djinar.sessions.reasons import EndReason
from djinar.sessions.snapshot import Snapshot
from djinar.sessions.users_code import UsersCodeFailed, awaited

logger = logging.getLogger(__name__)

_EVERY_SECONDS = 2.0

EndSession = Callable[[UUID, EndReason], Awaitable[object]]


class Guard:
    """A watcher. While there are sessions it asks every two seconds for each whether it would be let in.

    Users come from one query, and remember their permissions until the next turn. All of it runs on a thread of its
    own, coroutines too, so that no rule of a site can stop a stream on its way. A rule that raises ends the session; a
    database that cannot be used does not, and is logged once each time.
    """

    def __init__(self, end: EndSession, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
        self._end = end
        self._sleep = sleep
        self._running: dict[UUID, Owner] = {}
        self._task: asyncio.Task[None] | None = None
        self._trouble: Exception | None = None
        """Why the last turn could not ask for all of them."""

    def session_changed(self, snapshot: Snapshot) -> None:
        if snapshot.state == "ended":
            self._running.pop(snapshot.record_id, None)
        elif snapshot.owner.visit:
            self._running[snapshot.record_id] = snapshot.owner
            if self._task is None or self._task.done():
                # Empty, since the context of the offer's request would bind the ORM to that request's thread.
                self._task = asyncio.get_running_loop().create_task(self._work(), context=Context())

    def transform_failed(self, snapshot: Snapshot, transform: str, why: str) -> None: ...

    def stop(self) -> None: ...

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        thread = ThreadPoolExecutor(1, "djinar guard")
        try:
            await self._sleep(_EVERY_SECONDS)
            while self._running:
                for record_id in await loop.run_in_executor(thread, self._turn, dict(self._running)):
                    await self._end(record_id, EndReason.NOT_ALLOWED)
                await self._sleep(_EVERY_SECONDS)
        except RuntimeError as error:
            if threading.main_thread().is_alive():
                raise
            logger.debug("The interpreter ends and lets no thread work, nor sessions run.", exc_info=error)
        finally:
            with suppress(RuntimeError):
                thread.submit(connections.close_all)  # the thread ends here, and nobody else could
            thread.shutdown(wait=False)

    def _turn(self, running: Mapping[UUID, Owner]) -> list[UUID]:
        before, self._trouble = self._trouble, None
        refused: list[UUID] = []
        try:
            refused = async_to_sync(self._refused)(running)
        except Exception as error:  # noqa: BLE001 - whatever a manager of the site's users raises, the guard goes on
            self._trouble = error
        finally:
            close_old_connections()
        if self._trouble and not before:
            logger.error(
                "The database cannot be asked whether sessions may go on (%s). They do.",
                self._trouble,
                exc_info=None if isinstance(self._trouble, Error) else self._trouble,
            )
        return refused

    async def _refused(self, running: Mapping[UUID, Owner]) -> list[UUID]:
        users = await sync_to_async(active_users)({owner.user_id for owner in running.values() if owner.user_id})
        refused = {owner for owner in set(running.values()) if not await self._may_stay(owner, users)}
        return [record_id for record_id, owner in running.items() if owner in refused]

    async def _may_stay(self, owner: Owner, users: Mapping[str, Any]) -> bool:
        user = users.get(owner.user_id) if owner.user_id else AnonymousUser()
        visit = owner.visit
        if visit is None or user is None or password_mark(user) != visit.password_mark:
            return False
        try:
            return await awaited(is_let_in(visit, owner.address, user))
        except UsersCodeFailed as failure:
            if isinstance(failure.__cause__, Error):
                self._trouble = failure.__cause__
                return True
            logger.error("A rule failed for a session that runs; the session ends.", exc_info=failure.__cause__)
            return False
