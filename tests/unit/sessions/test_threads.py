"""The threads that transforms run on, and what becomes of one whose call never returns."""

from __future__ import annotations

import asyncio
import threading
import weakref
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import pytest

from djinar.exceptions import ServerStopping
from djinar.sessions.threads import Hung, NoThreadLeft, TransformThreads

SOON_SECONDS = 0.05
LATE_SECONDS = 10.0


class Hanging:
    """A call that returns when it is let go."""

    def __init__(self) -> None:
        self.began = threading.Event()
        self.let_go = threading.Event()
        self.thread = threading.current_thread()

    def __call__(self) -> str:
        self.thread = threading.current_thread()
        self.began.set()
        self.let_go.wait(LATE_SECONDS)
        return "late"


class Workshop:
    """Makes pools and calls that hang, and lets go of them all at the end."""

    def __init__(self) -> None:
        self.pools: list[TransformThreads] = []
        self.calls: list[Hanging] = []

    def threads(self, size: int = 1, *, replaced_at_most: int = 1) -> TransformThreads:
        self.pools.append(TransformThreads(size, replaced_at_most=replaced_at_most))
        return self.pools[-1]

    def hanging(self) -> Hanging:
        self.calls.append(Hanging())
        return self.calls[-1]

    async def left_hanging(self, threads: TransformThreads) -> Hanging:
        call = self.hanging()
        with pytest.raises(Hung):
            await threads.run(call, deadline_seconds=SOON_SECONDS)
        return call


@pytest.fixture
async def workshop() -> AsyncIterator[Workshop]:
    workshop = Workshop()
    yield workshop
    for call in workshop.calls:
        call.let_go.set()
    for pool in workshop.pools:
        pool.stop()
    for thread in threading.enumerate():
        if thread.name == "djinar transform":
            await asyncio.to_thread(thread.join, 5)
            assert not thread.is_alive()


async def begun(call: Hanging) -> None:
    assert await asyncio.to_thread(call.began.wait, 5)


async def test_a_call_runs_on_a_thread_of_ours_and_its_result_comes_back(workshop: Workshop) -> None:
    name = await workshop.threads().run(lambda: threading.current_thread().name, deadline_seconds=LATE_SECONDS)

    assert name == "djinar transform"


@pytest.mark.parametrize("error", [ValueError, SystemExit, KeyboardInterrupt, asyncio.CancelledError])
async def test_what_a_call_raises_is_raised_where_it_is_awaited_and_the_thread_goes_on(
    workshop: Workshop, error: type[BaseException]
) -> None:
    def broken() -> None:
        raise error

    threads = workshop.threads()
    with pytest.raises(error):
        await threads.run(broken, deadline_seconds=LATE_SECONDS)

    assert await threads.run(lambda: "still here", deadline_seconds=LATE_SECONDS) == "still here"


async def test_a_call_that_hangs_is_left_behind_and_its_thread_replaced(workshop: Workshop) -> None:
    threads = workshop.threads()

    call = await workshop.left_hanging(threads)

    assert await threads.run(lambda: "next", deadline_seconds=LATE_SECONDS) == "next"
    assert call.thread.is_alive()


async def test_it_is_told_how_long_was_waited_and_where_the_call_is(workshop: Workshop) -> None:
    with pytest.raises(Hung, match=r"did not return within 0\.05 s") as hung:
        await workshop.threads().run(workshop.hanging(), deadline_seconds=SOON_SECONDS)

    assert "self.let_go.wait(LATE_SECONDS)" in hung.value.stack


async def test_as_many_threads_as_allowed_are_replaced_and_then_no_more(
    workshop: Workshop, caplog: pytest.LogCaptureFixture
) -> None:
    threads = workshop.threads(replaced_at_most=1)

    await workshop.left_hanging(threads)
    await workshop.left_hanging(threads)

    with pytest.raises(NoThreadLeft):
        await threads.run(lambda: "never", deadline_seconds=SOON_SECONDS)
    assert [record.message for record in caplog.records] == [
        "2 calls of transforms hang: their threads are not replaced any more."
    ]


async def test_a_call_that_returns_late_gives_its_thread_back(workshop: Workshop) -> None:
    threads = workshop.threads(replaced_at_most=0)
    call = await workshop.left_hanging(threads)

    waiting = asyncio.create_task(threads.run(threading.current_thread, deadline_seconds=LATE_SECONDS))
    call.let_go.set()

    assert await waiting is call.thread


async def test_a_thread_that_was_replaced_ends_when_its_call_returns(workshop: Workshop) -> None:
    threads = workshop.threads()
    call = await workshop.left_hanging(threads)
    await threads.run(lambda: "replaced", deadline_seconds=LATE_SECONDS)

    call.let_go.set()
    await asyncio.to_thread(call.thread.join, 5)

    assert not call.thread.is_alive()
    assert await threads.run(lambda: "next", deadline_seconds=LATE_SECONDS) == "next"


async def test_the_wait_for_a_thread_does_not_count(workshop: Workshop) -> None:
    threads, first = workshop.threads(), workshop.hanging()
    busy = asyncio.create_task(threads.run(first, deadline_seconds=LATE_SECONDS))
    await begun(first)

    second = asyncio.create_task(threads.run(lambda: "in time", deadline_seconds=SOON_SECONDS))
    gave_up, _ = await asyncio.wait([second], timeout=3 * SOON_SECONDS)
    first.let_go.set()

    assert not gave_up
    assert (await busy, await second) == ("late", "in time")


async def test_a_call_that_waited_for_its_thread_still_has_a_deadline(workshop: Workshop) -> None:
    threads, first, second = workshop.threads(), workshop.hanging(), workshop.hanging()
    busy = asyncio.create_task(threads.run(first, deadline_seconds=LATE_SECONDS))
    await begun(first)
    waiting = asyncio.create_task(threads.run(second, deadline_seconds=SOON_SECONDS))

    first.let_go.set()

    with pytest.raises(Hung):
        await waiting
    assert second.began.is_set()
    await busy


async def test_a_call_that_nobody_waits_for_any_more_never_begins(workshop: Workshop) -> None:
    threads, first, second = workshop.threads(), workshop.hanging(), workshop.hanging()
    busy = asyncio.create_task(threads.run(first, deadline_seconds=LATE_SECONDS))
    await begun(first)
    waiting = asyncio.create_task(threads.run(second, deadline_seconds=LATE_SECONDS))
    await asyncio.sleep(0)  # it is in the queue now

    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    first.let_go.set()
    await busy
    await threads.run(lambda: "next", deadline_seconds=LATE_SECONDS)

    assert not second.began.is_set()


async def test_a_thread_that_hangs_is_replaced_though_its_session_is_over(workshop: Workshop) -> None:
    threads, call = workshop.threads(), workshop.hanging()
    running = asyncio.create_task(threads.run(call, deadline_seconds=SOON_SECONDS))
    await begun(call)

    running.cancel()
    with suppress(asyncio.CancelledError):
        await running

    assert await threads.run(lambda: "next", deadline_seconds=LATE_SECONDS) == "next"
    assert not call.let_go.is_set()


class Given:
    """Something that a call is given."""

    def __call__(self) -> None: ...


def raising(given: Given) -> None:
    raise ValueError


@pytest.mark.parametrize("function", [Given.__call__, raising], ids=["returned", "raised"])
async def test_a_thread_that_has_nothing_to_do_keeps_nothing(
    workshop: Workshop, function: Callable[[Given], None]
) -> None:
    threads, given, forgotten = workshop.threads(), Given(), threading.Event()
    weakref.finalize(given, forgotten.set)

    with suppress(ValueError):
        await threads.run(function, given, deadline_seconds=LATE_SECONDS)
    del given

    assert await asyncio.to_thread(forgotten.wait, 5)


async def test_after_the_stop_nothing_begins_and_what_waited_is_told(workshop: Workshop) -> None:
    threads, first, second = workshop.threads(), workshop.hanging(), workshop.hanging()
    busy = asyncio.create_task(threads.run(first, deadline_seconds=LATE_SECONDS))
    await begun(first)
    waiting = asyncio.create_task(threads.run(second, deadline_seconds=LATE_SECONDS))
    await asyncio.sleep(0)  # it is in the queue now

    threads.stop()
    first.let_go.set()

    with pytest.raises(ServerStopping):
        await waiting
    with pytest.raises(ServerStopping):
        await threads.run(lambda: "never", deadline_seconds=LATE_SECONDS)
    assert await busy == "late"
    assert not second.began.is_set()


async def test_a_thread_that_hangs_at_the_stop_ends_when_its_call_returns(workshop: Workshop) -> None:
    threads = workshop.threads()
    call = await workshop.left_hanging(threads)

    threads.stop()
    call.let_go.set()
    await asyncio.to_thread(call.thread.join, 5)

    assert not call.thread.is_alive()
