"""What a recorder keeps of sessions that are over."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4
from weakref import WeakSet

import pytest
from django.db import connections
from django.db.backends.signals import connection_created

from djinar.models import StreamSession
from djinar.records import Recorder
from djinar.sessions.snapshot import State
from tests.unit.records.made import Clock, snapshot

pytestmark = pytest.mark.django_db(transaction=True)

TIMES, SESSIONS_AT_ONCE = 10, 30
LIFE: tuple[State, ...] = ("opening", "live", "ended")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Every connection to the database that is opened meanwhile. Nobody closes them because of their age."""
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", None)
    opened: list[Any] = []

    def remember(connection: Any, **_: Any) -> None:
        opened.append(connection)

    connection_created.connect(remember)
    yield opened
    connection_created.disconnect(remember)


async def record(recorder: Recorder, clock: Clock) -> WeakSet[UUID]:
    """Some sessions at once, from their first snapshot until the recorder rests. Their keys, while one is known."""
    record_ids = [uuid4() for _ in range(SESSIONS_AT_ONCE)]
    for state in LIFE:
        for record_id in record_ids:
            recorder.session_changed(snapshot(state, record_id))
        await clock.turns()
    clock.wake()
    async with asyncio.timeout(20):
        await asyncio.wait(asyncio.all_tasks() - {asyncio.current_task()})
    return WeakSet(record_ids)


async def test_hundreds_of_sessions_leave_nothing_behind(recorder: Recorder, clock: Clock, opened: list[Any]) -> None:
    threads = set(threading.enumerate())

    known = [await record(recorder, clock) for _ in range(TIMES)]
    gc.collect()

    assert sum(map(len, known)) == 0, "every snapshot, every row and every set of the running has its session's key"
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert set(threading.enumerate()) == threads
    assert [connection.connection for connection in opened] == [None] * TIMES
    assert await StreamSession.objects.filter(state="ended").acount() == TIMES * SESSIONS_AT_ONCE
