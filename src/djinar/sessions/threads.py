"""The threads that transforms run on."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from time import monotonic
from typing import Any, TypeVar

from djinar.exceptions import DjinarError, ServerStopping

logger = logging.getLogger(__name__)

_Result = TypeVar("_Result")


class Hung(Exception):
    """A call took longer than its deadline; ``stack`` says where it was, if it runs on a thread."""

    def __init__(self, deadline_seconds: float, stack: str = "") -> None:
        super().__init__(f"did not return within {deadline_seconds:g} s")
        self.stack = stack


class NoThreadLeft(DjinarError):
    """Calls hang on all of them."""


class TransformThreads:
    """A bounded pool that can do without a thread that hangs.

    The standard library's pool can neither replace one nor let the process end before it returned.
    """

    def __init__(self, size: int, *, replaced_at_most: int) -> None:
        self._size = size
        self._replaced_at_most = replaced_at_most
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._working = 0
        self._hanging = 0
        self._stopped = False

    async def run(self, function: Callable[..., _Result], *arguments: Any, deadline_seconds: float) -> _Result:
        """The result of the call, or what it raised.

        Raises:
            Hung: it did not return in time, the wait for a thread not counted. It is left to itself.
            NoThreadLeft: calls hang on all of them.
            ServerStopping: there are no threads any more.
        """
        job = _Job(function, arguments)
        self._submit(job)
        returned = asyncio.wrap_future(job.result)
        remaining_seconds = deadline_seconds
        try:
            while not (await asyncio.wait([returned], timeout=remaining_seconds))[0]:
                remaining_seconds, stack = deadline_seconds - job.seconds, job.stack
                if remaining_seconds <= 0 and self._leave(job):
                    raise Hung(deadline_seconds, stack)
                if not self._working:
                    raise NoThreadLeft("Calls of transforms hang on every thread that there may be.")
        except asyncio.CancelledError:
            # Nobody waits any more, but a thread that hangs is to be replaced all the same.
            if not job.result.cancel():
                asyncio.get_running_loop().call_later(deadline_seconds - job.seconds, self._leave, job)
            raise
        finally:
            returned.cancel()
        if returned.cancelled():
            raise ServerStopping
        try:
            result: _Result = returned.result()
            return result
        finally:
            # What is raised keeps this frame; with these two the frame would keep what is raised.
            del job, returned

    @property
    def hanging(self) -> int:
        """Threads that are left to calls which have not returned."""
        return self._hanging

    def stop(self) -> None:
        """Start nothing any more; what runs is not waited for."""
        with self._lock:
            self._stopped = True
            while not self._jobs.empty():
                if job := self._jobs.get():
                    job.result.cancel()
            for _ in range(self._working):
                self._jobs.put(None)

    def _submit(self, job: _Job) -> None:
        with self._lock:
            if self._stopped:
                raise ServerStopping
            self._jobs.put(job)
            self._start_thread()

    @property
    def _may_work(self) -> bool:
        """One more thread."""
        return not self._stopped and self._working < self._size - max(0, self._hanging - self._replaced_at_most)

    def _start_thread(self) -> None:
        if self._may_work:
            try:
                threading.Thread(target=self._work, name="djinar transform", daemon=True).start()
            except RuntimeError as error:
                # The interpreter starts no thread any more before it lets anybody know that it ends.
                raise ServerStopping from error
            self._working += 1

    def _work(self) -> None:
        while job := self._jobs.get():
            job.run()
            with self._lock:
                if job.was_left:
                    self._hanging -= 1
                    if not self._may_work:
                        return
                    self._working += 1
            del job  # or it would keep what belongs to a session that may be over

    def _leave(self, job: _Job) -> bool:
        """Count on its thread no more; false when it has returned just now."""
        with self._lock:
            if job.result.done():
                return False
            job.was_left = True
            self._working -= 1
            self._hanging += 1
            if self._hanging > self._replaced_at_most:
                logger.error("%d calls of transforms hang: their threads are not replaced any more.", self._hanging)
            self._start_thread()
            return True


class _Job:
    def __init__(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        self.result: Future[Any] = Future()
        self.was_left = False
        self._call = partial(function, *arguments)
        self._thread_id = 0
        self._began_seconds: float | None = None

    def run(self) -> None:
        if not self.result.set_running_or_notify_cancel():
            return
        call = self._call
        del self._call  # whoever looks at this later on needs nothing of what was given
        self._thread_id = threading.get_ident()
        self._began_seconds = monotonic()
        try:
            self.result.set_result(call())
        except BaseException as error:  # noqa: BLE001 - it is raised where the result is awaited
            self.result.set_exception(error)
            del self  # as above

    @property
    def seconds(self) -> float:
        """Since it began; 0 while it waits for a thread."""
        return monotonic() - self._began_seconds if self._began_seconds is not None else 0.0

    @property
    def stack(self) -> str:
        """Where it is now."""
        frame = sys._current_frames().get(self._thread_id)  # noqa: SLF001 - documented, for all its underscore
        return "".join(traceback.format_stack(frame)) if frame else ""
