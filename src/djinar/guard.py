"""Ends the sessions of those who would not be let in any more."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextvars import Context
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from django.contrib.auth.models import AnonymousUser
from django.db import InterfaceError, OperationalError

from djinar.accounts import active_users, password_mark
from djinar.expendable_thread import ExpendableThread
from djinar.repeated_request import is_let_in
from djinar.sessions.owner import Owner, Visit
from djinar.sessions.reasons import EndReason
from djinar.sessions.snapshot import Snapshot
from djinar.sessions.users_code import UsersCodeFailed, awaited

logger = logging.getLogger(__name__)

_EVERY_SECONDS = 2.0
_DEADLINE_SECONDS = 5.0
_HANGING_AT_MOST = 4

_OUTAGES = (OperationalError, InterfaceError)
"""Other errors of a database are mistakes of who asked."""

EndSession = Callable[[UUID, EndReason], Awaitable[object]]
Sleep = Callable[[float], Awaitable[object]]


class Guard:
    """A watcher. While there are sessions it asks every two seconds for each whether it would be let in.

    Each stream has a guard of its own, so that rules that hang or are slow are no other stream's trouble.
    """

    def __init__(self, end: EndSession, sleep: Sleep = asyncio.sleep) -> None:
        self._end = end
        self._sleep = sleep
        self._streams: dict[str, _StreamGuard] = {}

    def session_changed(self, snapshot: Snapshot) -> None:
        if snapshot.stream not in self._streams:
            self._streams[snapshot.stream] = _StreamGuard(self._end, self._sleep)
        self._streams[snapshot.stream].session_changed(snapshot)

    def transform_failed(self, snapshot: Snapshot, transform: str, why: str) -> None: ...

    def stop(self) -> None: ...


class _StreamGuard:
    """Users come from one query, and remember their permissions until the next turn.

    All of it runs on threads of its own, coroutines too, so that no rule of a site can stop a stream on its way. A rule
    that raises or hangs ends the session; a database that cannot be used does not, and is logged once each time.
    """

    def __init__(self, end: EndSession, sleep: Sleep) -> None:
        self._end = end
        self._sleep = sleep
        self._running: dict[UUID, Owner] = {}
        self._task: asyncio.Task[None] | None = None
        # Apart, since nobody may stay for want of a thread on account of a rule, nor go on account of the database.
        self._users = _expendable_thread("djinar guard: users")
        self._rules = _expendable_thread("djinar guard: rules")
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

    async def _work(self) -> None:
        try:
            await self._sleep(_EVERY_SECONDS)
            while self._running:
                await self._turn(dict(self._running))
                await self._sleep(_EVERY_SECONDS)
        except RuntimeError as error:
            if threading.main_thread().is_alive():
                raise
            logger.debug("The interpreter ends and lets no thread work, nor sessions run.", exc_info=error)

    async def _turn(self, running: Mapping[UUID, Owner]) -> None:
        before, self._trouble = self._trouble, None
        try:
            users = await self._users_of(set(running.values()))
            for owner in sorted(users, key=lambda owner: users[owner] is not None):  # who is gone waits for no rule
                if not await self._may_stay(owner, users[owner]):
                    for record_id in [record_id for record_id, each in running.items() if each == owner]:
                        await self._end(record_id, EndReason.NOT_ALLOWED)
        finally:
            self._users.rest()
            self._rules.rest()
        self._log_trouble(before)

    def _log_trouble(self, before: Exception | None) -> None:
        if self._trouble and not before and threading.main_thread().is_alive():  # at the end there are no threads
            logger.error(
                "It cannot be asked whether sessions of a stream may go on (%s). They do.",
                self._trouble,
                exc_info=None if isinstance(self._trouble, (*_OUTAGES, TimeoutError)) else self._trouble,
            )

    async def _users_of(self, owners: set[Owner]) -> Mapping[Owner, Any]:
        try:
            return await self._users.call(_users_now, owners)
        except Exception as error:  # noqa: BLE001 - whatever a manager of the site's users raises, the guard goes on
            self._trouble = error
            return {}

    async def _may_stay(self, owner: Owner, user: Any) -> bool:
        visit = owner.visit
        if visit is None or user is None:
            return False
        try:
            return await self._rules.call(_is_let_in, visit, owner.address, user)
        except TimeoutError as error:
            logger.error("A rule for %s hangs (%s); the session ends.", visit.path.partition("?")[0], error)
            return False
        except RuntimeError as error:
            self._trouble = error
            return True
        except UsersCodeFailed as failure:
            if isinstance(failure.__cause__, _OUTAGES):
                self._trouble = failure.__cause__
                return True
            logger.error("A rule failed for a session that runs; the session ends.", exc_info=failure.__cause__)
            return False


def _expendable_thread(name: str) -> ExpendableThread:
    return ExpendableThread(name, deadline_seconds=_DEADLINE_SECONDS, hanging_at_most=_HANGING_AT_MOST)


def _users_now(owners: Iterable[Owner]) -> dict[Owner, Any]:
    """``None`` for those who are gone, or have another password."""
    users = active_users({owner.user_id for owner in owners if owner.user_id})
    return {owner: _user_now(owner, users) for owner in owners}


def _user_now(owner: Owner, users: Mapping[str, Any]) -> Any:
    user = users.get(owner.user_id) if owner.user_id else AnonymousUser()
    if user is None or owner.visit is None or password_mark(user) != owner.visit.password_mark:
        return None
    return user


def _is_let_in(visit: Visit, address: str, user: Any) -> bool:
    """Raises:
    TimeoutError: a coroutine hung, and was cancelled.
    UsersCodeFailed: whatever the rule raised.
    """

    async def asked() -> bool:
        async with asyncio.timeout(_DEADLINE_SECONDS):
            return await awaited(is_let_in(visit, address, user))

    return async_to_sync(asked)()
