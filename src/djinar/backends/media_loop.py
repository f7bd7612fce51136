"""The media loop: an event loop in a thread of its own, where sessions live.

So frames never wait for a slow view, and sessions outlive the request that opened them under any server, those included
that close a request's loop with the request.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

logger = logging.getLogger(__name__)

_CANCEL_SECONDS = 1.0
_SWITCH_SECONDS = 0.0002

_Result = TypeVar("_Result")


class MediaLoop:
    """Started by ``start()``, never at import and never before a fork: the engine does not survive one."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        # A daemon, since the interpreter would wait for any other thread before it lets us stop this one.
        self._thread = threading.Thread(target=self._run, name="djinar media", daemon=True)
        self._switch_seconds_before = sys.getswitchinterval()

    def start(self) -> None:
        # Each time that this loop wants the interpreter, a transform in Python code keeps it for as long as this. With
        # four of them that is most of a message's way: at Python's 5 ms a tenth of the pings took over 0.5 s.
        self._switch_seconds_before = sys.getswitchinterval()
        sys.setswitchinterval(min(self._switch_seconds_before, _SWITCH_SECONDS))
        self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        while True:
            try:
                self._loop.run_forever()
            except (SystemExit, KeyboardInterrupt):
                # A task that raises one of these lets it through; every other session lives on this loop as well.
                logger.exception("Code on the media loop tried to end the process. The media loop goes on.")
            else:
                self._loop.close()
                return

    def submit(self, work: Coroutine[Any, Any, _Result]) -> Future[_Result]:
        """Run a coroutine on the loop. Thread-safe; cancelling the future cancels the coroutine."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def stop(self) -> None:
        """Cancel what still runs, give it a second, and wait until the thread is gone.

        Code that blocks the loop is not waited for: the thread then ends with the process.
        """
        sys.setswitchinterval(self._switch_seconds_before)
        self.submit(_end())
        self._thread.join(2 * _CANCEL_SECONDS)
        if self._thread.is_alive():
            logger.error("Code on the media loop blocks it; it is left behind.")


async def _end() -> None:
    loop = asyncio.get_running_loop()
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=_CANCEL_SECONDS)
    loop.stop()
