"""A thread that nobody has to wait for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from queue import SimpleQueue
from typing import Any, TypeVar, cast

from asgiref.sync import sync_to_async
from django.db import connections

_Result = TypeVar("_Result")


class ExpendableThread:
    """Calls the site's code, one after another. When a call hangs, it is left behind and another thread takes over.

    ``async_to_sync()`` works in what is called. Left to itself it would start a thread that is joined at exit, as those
    of the standard library's pools are, and a call that hangs would keep the process from ending.
    """

    def __init__(self, name: str, *, deadline_seconds: float, hanging_at_most: int) -> None:
        self._name = name
        self._deadline_seconds = deadline_seconds
        self._hanging_at_most = hanging_at_most
        self._hanging: list[_Thread] = []
        self._thread: _Thread | None = None

    async def call(self, function: Callable[..., _Result], *arguments: Any) -> _Result:
        """The result of the call, or what it raised.

        Raises:
            TimeoutError: there was none in time, or too many calls hang for this one to be made.
            RuntimeError: no thread can be started.
        """
        if self._thread is None:
            self._hanging = [thread for thread in self._hanging if thread.is_alive()]
            if len(self._hanging) >= self._hanging_at_most:
                raise TimeoutError(f"not asked, since {len(self._hanging)} others have not returned")
            self._thread = _Thread(self._name)
        result = self._thread.call(partial(function, *arguments))
        try:
            return await asyncio.wait_for(asyncio.wrap_future(result), self._deadline_seconds)
        except TimeoutError:
            self._hanging.append(self._thread)
            self.rest()
            raise TimeoutError(f"no answer within {self._deadline_seconds:g} s") from None

    def rest(self) -> None:
        """Let the thread end, and its database connections with it, until the next call."""
        if self._thread:
            self._thread.end()
        self._thread = None


class _Thread:
    """Two of them: coroutines run on one, what they call with ``sync_to_async()`` on the other."""

    def __init__(self, name: str) -> None:
        self._calls: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = SimpleQueue()
        executor = cast(ThreadPoolExecutor, _DaemonThreads(name))
        work = sync_to_async(self._work, thread_sensitive=False, executor=executor)
        self._thread = threading.Thread(target=lambda: asyncio.run(work()), name=name, daemon=True)
        self._thread.start()

    def call(self, function: Callable[[], _Result]) -> Future[_Result]:
        result: Future[_Result] = Future()
        result.set_running_or_notify_cancel()
        self._calls.put((result, function))
        return result

    def end(self) -> None:
        self._calls.put(None)

    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def _work(self) -> None:
        try:
            while call := self._calls.get():
                _run(*call)
                del call  # or it would keep what belongs to a session that may be over
        finally:
            connections.close_all()


class _DaemonThreads(Executor):
    """One for each call."""

    def __init__(self, name: str) -> None:
        self._name = name

    def submit(self, function: Callable[..., _Result], /, *arguments: Any, **named: Any) -> Future[_Result]:
        result: Future[_Result] = Future()
        result.set_running_or_notify_cancel()
        work = partial(_run, result, partial(function, *arguments, **named))
        threading.Thread(target=work, name=self._name, daemon=True).start()
        return result


def _run(result: Future[Any], function: Callable[[], Any]) -> None:
    try:
        result.set_result(function())
    except BaseException as error:  # noqa: BLE001 - it is raised where the result is awaited
        result.set_exception(error)
        del result  # what is raised keeps this frame, which would keep what is raised
