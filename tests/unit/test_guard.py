"""How often and of what it is asked whether sessions may go on; who asks for what is in tests/integration."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any
from uuid import UUID

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, ProgrammingError

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
        self.rules_error: Exception | None = None
        self.hangs: set[str] = set()
        self.gone: set[str] = set()
        self.released = threading.Event()
        self.threads: list[threading.Thread] = []

    def active_users(self, ids: Iterable[str]) -> dict[str, Any]:
        self.queries.append(set(ids))
        self.threads.append(threading.current_thread())
        if "users" in self.hangs:
            self.released.wait(60)
        if self.error:
            raise self.error
        return {each: User(pk=each) for each in ids if each not in self.gone}

    async def is_let_in(self, visit: Visit, address: str, user: Any) -> bool:
        self.asked.append((visit.path, user.pk))
        self.threads.append(threading.current_thread())
        if "a thread" in self.hangs:
            await sync_to_async(self.released.wait)(60)
        elif "an event loop" in self.hangs:
            self.released.wait(60)
        elif "a coroutine" in self.hangs:
            await asyncio.sleep(60)
        if self.rules_error:
            raise self.rules_error
        return visit.path not in self.refused


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    site = Site()
    monkeypatch.setattr(guard, "active_users", site.active_users)
    monkeypatch.setattr(guard, "is_let_in", site.is_let_in)
    monkeypatch.setattr(guard, "password_mark", lambda user: "")
    yield site
    site.released.set()
    for thread in site.threads:
        thread.join(20)
        assert not thread.is_alive()


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What hangs is waited for a fifth of a second."""
    monkeypatch.setattr(guard, "_DEADLINE_SECONDS", 0.2)


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


@pytest.mark.parametrize("error", [TypeError("no tenant"), ProgrammingError("no table")], ids=repr)
async def test_the_guard_goes_on_whatever_the_sites_users_raise(
    watcher: Guard, site: Site, clock: Clock, ended: Ended, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    record_id = opened(watcher, "1")
    site.error, site.refused = error, {"/room"}
    await clock.turns(3)

    site.error = None
    await clock.turns(1)

    assert ended == [(record_id, EndReason.NOT_ALLOWED)]
    assert [record.exc_info[1] for record in caplog.records if record.exc_info] == [error]


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")], ids=repr)
async def test_a_rule_that_finds_no_database_ends_nothing(
    watcher: Guard, site: Site, clock: Clock, ended: Ended, error: Exception
) -> None:
    opened(watcher, "1")
    site.rules_error = error

    await clock.turns(3)

    assert ended == []


@pytest.mark.parametrize(
    "error", [ProgrammingError("no column"), DataError("too long"), IntegrityError("not unique")], ids=repr
)
async def test_a_rule_that_asks_the_database_for_nonsense_ends_the_session(
    watcher: Guard, site: Site, clock: Clock, ended: Ended, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    record_id = opened(watcher, "1")
    site.rules_error = error

    await clock.turns(2)

    assert ended == [(record_id, EndReason.NOT_ALLOWED)]
    assert [record.exc_info[1] for record in caplog.records if record.exc_info] == [error]


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("what", ["a thread", "an event loop", "a coroutine"])
async def test_a_rule_that_hangs_ends_the_session_and_the_log_names_its_path(
    watcher: Guard, site: Site, clock: Clock, ended: Ended, caplog: pytest.LogCaptureFixture, what: str
) -> None:
    site.hangs = {what}
    record_id = opened(watcher, "1", Visit(host="testserver", path="/room?invitation=secret"))

    await clock.turns(2)

    assert ended == [(record_id, EndReason.NOT_ALLOWED)]
    assert caplog.messages == ["A rule for /room hangs (no answer within 0.2 s); the session ends."]


@pytest.mark.usefixtures("soon")
async def test_who_is_deactivated_waits_for_no_rule_that_hangs(
    watcher: Guard, site: Site, clock: Clock, ended: Ended
) -> None:
    site.hangs = {"a thread"}
    hanging, other = opened(watcher, "1"), opened(watcher, "2")
    site.gone = {"2"}

    await clock.turns(2)

    assert [record_id for record_id, _ in ended] == [other, hanging]


@pytest.mark.usefixtures("soon")
async def test_rules_that_hang_do_not_pile_up(watcher: Guard, site: Site, clock: Clock, ended: Ended) -> None:
    site.hangs = {"a thread"}
    record_ids = {opened(watcher, str(user_id)) for user_id in range(6)}

    await clock.turns(2)

    assert {record_id for record_id, _ in ended} == record_ids
    assert len(site.asked) == 4


@pytest.mark.parametrize("what", ["users", "rules"])
async def test_where_no_thread_can_be_started_nobody_is_ended_and_all_are_asked_later(
    watcher: Guard, site: Site, clock: Clock, ended: Ended, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    start = threading.Thread.start

    def fail(thread: threading.Thread) -> None:
        if thread.name == f"djinar guard: {what}":
            raise RuntimeError("can't start new thread")
        start(thread)

    site.refused = {"/room"}
    record_id = opened(watcher, "1")
    with monkeypatch.context() as without_threads:
        without_threads.setattr(threading.Thread, "start", fail)
        await clock.turns(3)
    assert ended == []

    await clock.turns()

    assert ended == [(record_id, EndReason.NOT_ALLOWED)]


@pytest.mark.usefixtures("soon")
async def test_a_query_for_the_users_that_hangs_ends_nobody(
    watcher: Guard, site: Site, clock: Clock, ended: Ended, caplog: pytest.LogCaptureFixture
) -> None:
    site.hangs, site.refused = {"users"}, {"/room"}
    record_id = opened(watcher, "1")
    await clock.turns(7)
    assert (len(site.queries), ended, len(caplog.records)) == (4, [], 1)

    site.released.set()
    for thread in site.threads:
        await asyncio.to_thread(thread.join, 20)
    await asyncio.to_thread(no_thread_is_left)
    await clock.turns()

    assert ended == [(record_id, EndReason.NOT_ALLOWED)]


def no_thread_is_left() -> None:
    for thread in threading.enumerate():
        if thread.name.startswith("djinar guard"):
            thread.join(20)
            assert not thread.is_alive()


async def test_between_turns_no_thread_is_left(watcher: Guard, clock: Clock) -> None:
    opened(watcher, "1")

    await clock.turns(3)

    await asyncio.to_thread(no_thread_is_left)


@pytest.mark.parametrize("what", ["a thread", "an event loop", "a coroutine"])
def test_a_process_ends_though_a_rule_hangs(what: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.hanging_guard", what],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "hangs\nbye\n", "")
