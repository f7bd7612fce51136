"""Calls transforms: a plain one on a thread, an async one on the media loop, either with a deadline."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from djinar.sessions.threads import Hung, TransformThreads
from djinar.sessions.users_code import UsersCodeFailed, awaited, called
from djinar.transforms.chain import Step
from djinar.transforms.frame import Frame, json_default

_Result = TypeVar("_Result")


class StepFailed(Exception):
    """One transform of a chain failed; why is the ``__cause__``."""

    def __init__(self, step: Step) -> None:
        self.step = step


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a transform told with a frame."""

    transform: str
    number: int
    time_seconds: float
    message: str
    """A JSON object."""


class Turn:
    """A picture or a stretch of sound on its way through a chain."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.step: Step | None = None
        """Whose turn it is."""
        self.was_left = False
        """Nobody waits for it any more, though a thread may still be at it."""

    @contextmanager
    def of(self, step: Step, frame: Frame) -> Iterator[None]:
        """Raises:
        StepFailed: whatever the transform raised, or told that is not JSON.
        """
        with self._blaming(step):
            yield
            self.told.extend(
                Told(
                    transform=step.transform.name,
                    number=frame.number,
                    time_seconds=frame.time_seconds,
                    message=json.dumps(message, default=json_default, allow_nan=False),
                )
                for message in frame.messages
            )
            frame.messages.clear()

    def prepare(self, step: Step) -> None:
        """On a worker thread: what of an async transform could block the media loop.

        Raises:
            StepFailed: its object cannot be made, or refuses an option.
        """
        with self._blaming(step):
            step.prepare()

    @contextmanager
    def _blaming(self, step: Step) -> Iterator[None]:
        self.step = step
        if self.was_left:
            raise StepFailed(step)  # the next transform has its hands full with a later picture
        try:
            yield
        except BaseException as error:
            raise StepFailed(step) from error


class Turns:
    def __init__(self, threads: TransformThreads, deadline_seconds: float) -> None:
        self._threads = threads
        self._deadline_seconds = deadline_seconds

    async def on_thread(self, turn: Turn, work: Callable[..., _Result], *arguments: Any) -> _Result:
        """``work(turn, *arguments)``, which calls transforms within ``turn.of(step)``.

        Raises:
            StepFailed: one of them failed or did not return in time.
            ServerStopping: there are no threads any more.
        """
        try:
            return await self._threads.run(work, turn, *arguments, deadline_seconds=self._deadline_seconds)
        except BaseException as error:
            turn.was_left = True
            if isinstance(error, Hung) and turn.step:
                raise StepFailed(turn.step) from error
            raise

    async def here(self, step: Step, call: Callable[[], Awaitable[_Result]]) -> _Result:
        """What the call comes to.

        Raises:
            StepFailed: it raised, or did not return in time. Then it is cancelled and not waited for.
        """
        task = asyncio.ensure_future(_called(call))
        try:
            if not (await asyncio.wait([task], timeout=self._deadline_seconds))[0]:
                raise StepFailed(step) from Hung(self._deadline_seconds)
        finally:
            task.cancel()
            task.add_done_callback(_looked_at)
        try:
            return task.result()
        except UsersCodeFailed as failure:
            raise StepFailed(step) from failure.__cause__
        except asyncio.CancelledError as error:
            raise StepFailed(step) from error  # it cancelled the task that it runs in


async def _called(call: Callable[[], Awaitable[_Result]]) -> _Result:
    return await awaited(called(call))


def _looked_at(task: asyncio.Task[Any]) -> None:
    """An exception that nobody has asked for would be logged."""
    if not task.cancelled():
        task.exception()
