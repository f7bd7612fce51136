"""How often and of what it is asked whether sessions may go on; who asks for what is in tests/integration."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterable
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError

from djinar import guard
from djinar.guard import Guard
from djinar.sessions.owner import Owner, Visit
from djinar.sessions.reasons import EndReason
from tests.unit.records.made import Clock, snapshot

Ended = list[tuple[UUID, EndReason]]
ROOM, HALL = Visit(host="testserver", path="/room"), Visit(host="testserver", path="/hall")


class Site:
    """In place of the views and the database: who asked for what."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []
        self.queries: list[set[str]] = []
        self.refused: set[str] = set()
        self.error: Exception | None = None

    def active_users(self, ids: Iterable[str]) -> dict[str, Any]:
        self.queries.append(set(ids))
        if self.error:
            raise self.error
        return {each: User(pk=each) for each in ids}

    async def is_let_in(self, visit: Visit, address: str, user: Any) -> bool:
        self.asked.append((visit.path, user.pk))
        return visit.path not in self.refused


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Site:
    site = Site()
    monkeypatch.setattr(guard, "active_users", site.active_users)
    monkeypatch.setattr(guard, "is_let_in", site.is_let_in)
    monkeypatch.setattr(guard, "password_mark", lambda user: "")
    return site


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ended() -> Ended:
    return []


@pytest.fixture
async def watcher(site: Site, clock: Clock, ended: Ended) -> AsyncIterator[Guard]:
    async def end(record_id: UUID, reason: EndReason) -> None:
        ended.append((record_id, reason))

    yield Guard(end, clock.sleep)
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


def opened(watcher: Guard, user_id: str | None = None, visit: Visit | None = ROOM) -> UUID:
    session = snapshot(owner=Owner(user_id=user_id, address="192.0.2.1", visit=visit))
    watcher.session_changed(session)
    return session.record_id


async def test_however_many_sessions_there_are_their_users_are_one_query(
    watcher: Guard, site: Site, clock: Clock
) -> None:
    for user_id in ("1", "2", "3", "1", None):
        opened(watcher, user_id)

    await clock.turns(3)

    assert site.queries == [{"1", "2", "3"}] * 2


async def test_sessions_of_one_user_at_one_view_are_one_question(watcher: Guard, site: Site, clock: Clock) -> None:
    for visit in (ROOM, ROOM, HALL, ROOM):
        opened(watcher, "1", visit)

    await clock.turns(2)

    assert sorted(site.asked) == [("/hall", "1"), ("/room", "1")]


async def test_all_sessions_of_a_question_end_with_it(watcher: Guard, site: Site, clock: Clock, ended: Ended) -> None:
    in_room, in_hall = [opened(watcher, "1"), opened(watcher, "1")], opened(watcher, "1", HALL)
    site.refused = {"/room"}

    await clock.turns(2)

    assert ended == [(record_id, EndReason.NOT_ALLOWED) for record_id in in_room]
    assert in_hall not in dict(ended)


async def test_it_is_asked_every_two_seconds(watcher: Guard, clock: Clock) -> None:
    opened(watcher)

    await clock.turns(3)

    assert clock.asked_seconds == [2, 2, 2]


async def test_nothing_is_asked_for_a_session_that_no_view_opened(watcher: Guard, clock: Clock) -> None:
    opened(watcher, "1", visit=None)

    with pytest.raises(TimeoutError):
        await clock.turns(within_seconds=0.2)


async def test_trouble_with_the_users_ends_nothing_and_is_logged_once(
    watcher: Guard, site: Site, clock: Clock, ended: Ended, caplog: pytest.LogCaptureFixture
) -> None:
    opened(watcher, "1")
    site.error, site.refused = OperationalError("no route to host"), {"/room"}
    await clock.turns(4)
    assert (len(site.queries), ended) == (3, [])

    site.error = None
    await clock.turns()

    assert len(ended) == 1
    (record,) = caplog.records
    assert "no route to host" in record.message


async def test_each_time_that_the_database_is_gone_is_logged(
    watcher: Guard, site: Site, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    opened(watcher, "1")

    for error in (OperationalError("first"), None, OperationalError("second")):
        site.error = error
        await clock.turns(2)

    assert ["first" in caplog.messages[0], "second" in caplog.messages[-1], len(caplog.messages)] == [True, True, 2]


async def test_the_guard_goes_on_whatever_the_sites_users_raise(
    watcher: Guard, site: Site, clock: Clock, ended: Ended, caplog: pytest.LogCaptureFixture
) -> None:
    record_id = opened(watcher, "1")
    site.error, site.refused = TypeError("no tenant"), {"/room"}
    await clock.turns(3)

    site.error = None
    await clock.turns(1)

    assert ended == [(record_id, EndReason.NOT_ALLOWED)]
    assert [str(record.exc_info[1]) for record in caplog.records if record.exc_info] == ["no tenant"]


async def test_with_the_last_session_the_thread_ends(watcher: Guard, clock: Clock) -> None:
    live = snapshot(owner=Owner(address="192.0.2.1", visit=ROOM))
    watcher.session_changed(live)
    await clock.turns(2)
    (thread,) = (thread for thread in threading.enumerate() if thread.name.startswith("djinar guard"))

    watcher.session_changed(snapshot("ended", live.record_id))
    with pytest.raises(TimeoutError):
        await clock.turns(within_seconds=0.5)

    await asyncio.to_thread(thread.join, 10)
    assert not thread.is_alive()
