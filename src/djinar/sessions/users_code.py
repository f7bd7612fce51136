"""Runs what a user wrote, so that nothing it raises does more than fail.

Left alone, ``SystemExit`` would end the media loop and every session with it, ``CancelledError`` a task without a word,
and a future that is given ``StopIteration`` is never done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

_Result = TypeVar("_Result")


class UsersCodeFailed(Exception):
    """What was raised is its ``__cause__``."""


def called(function: Callable[..., _Result], *arguments: Any) -> _Result:
    """Raises:
    UsersCodeFailed: whatever the function raised.
    """
    try:
        return function(*arguments)
    except BaseException as error:
        raise UsersCodeFailed from error


async def awaited(work: Awaitable[_Result]) -> _Result:
    """Raises:
    UsersCodeFailed: whatever came of it, but for our own task's being cancelled.
    """
    try:
        return await work
    except BaseException as error:
        task = asyncio.current_task()
        if task and task.cancelling():
            raise
        raise UsersCodeFailed from error
