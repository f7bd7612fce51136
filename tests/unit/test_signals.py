"""What receivers of signals are told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db.backends.signals import connection_created
from django.dispatch import Signal

from djinar.announcer import Announcer
from djinar.signals import session_ended, session_started, transform_failed
from djinar.stream import Stream
from tests.unit.records.made import snapshot

Listen = Callable[[Signal, Callable[..., Any]], None]


@pytest.fixture
def listen() -> Iterator[Listen]:
    """Connects a receiver until the test is over."""
    connected: list[tuple[Signal, Callable[..., Any]]] = []

    def listen(signal: Signal, receiver: Callable[..., Any]) -> None:
        connected.append((signal, receiver))
        signal.connect(receiver, sender=Stream)

    yield listen
    for signal, receiver in connected:
        signal.disconnect(receiver, sender=Stream)


@pytest.fixture
def told(listen: Listen) -> asyncio.Queue[tuple[str, Any]]:
    told: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()

    async def started(snapshot: Any, **_: Any) -> None:
        told.put_nowait(("started", snapshot))

    async def ended(snapshot: Any, **_: Any) -> None:
        told.put_nowait(("ended", snapshot))

    async def failed(transform: str, why: str, **_: Any) -> None:
        told.put_nowait((transform, why))

    for signal, receiver in ((session_started, started), (session_ended, ended), (transform_failed, failed)):
        listen(signal, receiver)
    return told


async def test_a_session_is_told_of_once_when_it_starts_and_once_when_it_ends(
    told: asyncio.Queue[tuple[str, Any]],
) -> None:
    announcer, record_id = Announcer(), uuid4()
    live, ended = snapshot("live", record_id), snapshot("ended", record_id)

    for each in (snapshot("opening", record_id), live, live, live):
        announcer.session_changed(each)
    announcer.transform_failed(live, "edges", "raised ValueError")
    announcer.session_changed(ended)

    assert [await told.get() for _ in range(3)] == [
        ("started", live),
        ("edges", "raised ValueError"),
        ("ended", ended),
    ]


async def test_a_receiver_that_fails_harms_no_other(listen: Listen, told: asyncio.Queue[tuple[str, Any]]) -> None:
    async def broken(**_: Any) -> None:
        raise RuntimeError("This receiver always fails.")

    listen(session_ended, broken)
    announcer = Announcer()

    announcer.session_changed(snapshot("ended"))
    announcer.session_changed(snapshot("ended"))

    assert [(await told.get())[0] for _ in range(2)] == ["ended", "ended"]


@pytest.mark.django_db(transaction=True)
async def test_a_plain_receiver_may_use_the_orm(listen: Listen, told: asyncio.Queue[tuple[str, Any]]) -> None:
    def remember(snapshot: Any, **_: Any) -> None:
        User.objects.create(username=str(snapshot.record_id))

    listen(session_started, remember)
    announcer, record_id = Announcer(), uuid4()
    ended = snapshot("ended", record_id)

    announcer.session_changed(snapshot("live", record_id))
    announcer.session_changed(ended)
    while await told.get() != ("ended", ended):
        pass
    await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))

    assert (await User.objects.aget()).username == str(ended.record_id)


@pytest.mark.django_db(transaction=True)
async def test_a_receiver_that_is_cut_short_leaves_no_connection(listen: Listen) -> None:
    opened: list[Any] = []
    asked = asyncio.Event()

    async def ask_and_wait(**_: Any) -> None:
        await User.objects.acount()
        asked.set()
        await asyncio.Event().wait()

    def remember(connection: Any, **_: Any) -> None:
        opened.append(connection)

    listen(session_started, ask_and_wait)
    connection_created.connect(remember)
    announcer = Announcer()
    announcer.session_changed(snapshot("live"))
    await asked.wait()

    sending = asyncio.all_tasks() - {asyncio.current_task()}
    for task in sending:
        task.cancel()
    await asyncio.wait(sending)
    connection_created.disconnect(remember)

    assert [connection.connection for connection in opened] == [None]


def test_what_still_waits_when_the_server_stops_is_sent(listen: Listen) -> None:
    ended = []

    def remember(snapshot: Any, **_: Any) -> None:
        ended.append(snapshot)

    listen(session_ended, remember)
    last = snapshot("ended")
    announcer = Announcer()

    async def stop_at_once() -> None:
        announcer.session_changed(last)

    asyncio.run(stop_at_once())
    announcer.stop()

    assert ended in ([last], [last, last])  # twice if the loop ended in the middle of the first
