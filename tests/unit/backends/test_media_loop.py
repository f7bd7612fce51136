from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError

import pytest

from djinar.backends.media_loop import MediaLoop


def media_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "djinar media"]


@pytest.fixture
def media_loop() -> Iterator[MediaLoop]:
    media_loop = MediaLoop()
    media_loop.start()
    yield media_loop
    media_loop.stop()
    assert not media_threads()


async def where() -> threading.Thread:
    return threading.current_thread()


def test_work_runs_on_a_thread_of_its_own(media_loop: MediaLoop) -> None:
    one, other = media_loop.submit(where()).result(5), media_loop.submit(where()).result(5)

    assert [one] == [other] == media_threads()


def test_the_thread_does_not_keep_the_interpreter_alive(media_loop: MediaLoop) -> None:
    assert media_loop.submit(where()).result(5).daemon


def test_what_work_raises_reaches_who_asked(media_loop: MediaLoop) -> None:
    async def fail() -> None:
        raise LookupError("nothing there")

    with pytest.raises(LookupError, match="nothing there"):
        media_loop.submit(fail()).result(5)


def test_giving_up_cancels_the_work(media_loop: MediaLoop) -> None:
    started, cancelled = threading.Event(), threading.Event()

    async def wait() -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    work = media_loop.submit(wait())
    assert started.wait(5)
    work.cancel()

    assert cancelled.wait(5)


async def test_a_request_waits_for_it_without_blocking_its_own_loop(media_loop: MediaLoop) -> None:
    go_on = threading.Event()

    async def wait() -> str:
        await asyncio.to_thread(go_on.wait, 5)
        return "done"

    waiting = asyncio.wrap_future(media_loop.submit(wait()))
    go_on.set()

    assert await waiting == "done"


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt])
def test_no_code_of_one_session_can_end_the_loop_of_all(
    media_loop: MediaLoop, error: type[BaseException], caplog: pytest.LogCaptureFixture
) -> None:
    async def leave() -> None:
        raise error

    with pytest.raises(error):
        media_loop.submit(leave()).result(5)

    assert media_loop.submit(where()).result(5).is_alive()
    assert "media loop" in caplog.text


def test_stopping_cancels_what_still_runs() -> None:
    media_loop = MediaLoop()
    media_loop.start()
    tidied = []

    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            tidied.append(True)

    work = media_loop.submit(wait())
    media_loop.submit(where()).result(5)
    media_loop.stop()

    with pytest.raises(CancelledError):
        work.result(0)
    assert tidied == [True]


def test_stopping_leaves_code_behind_that_blocks_the_loop(caplog: pytest.LogCaptureFixture) -> None:
    loop, begun, may_end = MediaLoop(), threading.Event(), threading.Event()

    async def block() -> None:
        begun.set()
        may_end.wait()

    loop.start()
    blocked = loop.submit(block())
    begun.wait()

    loop.stop()
    may_end.set()
    blocked.result()
    for thread in media_threads():
        thread.join()

    assert "it is left behind" in caplog.text
