"""Runs the chosen transform on every picture of a session, and fails closed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from time import perf_counter
from typing import Any

from djinar.exceptions import DjinarError, ServerStopping, UnknownTransform
from djinar.media.recent import Recent
from djinar.media.video import Planes, ReceivedPicture
from djinar.sessions.rate import TokenBucket
from djinar.sessions.users_code import UsersCodeFailed, awaited, called
from djinar.transforms.image import Frame, bgr_from_i420, i420_from_bgr
from djinar.transforms.options import OptionValue, checked
from djinar.transforms.registry import Transform

logger = logging.getLogger(__name__)


class TransformGaveUp(DjinarError):
    """Too many failures in a row."""


class Renderer:
    """One session's transform and its options, in use and changed on the media loop; the pixels on worker threads.

    A picture whose transform fails is never sent: the transform may be there to hide what is in it.
    """

    def __init__(
        self,
        offered: Mapping[str, Transform],
        threads: Executor,
        *,
        max_failures: int,
        failed: Callable[[str], None],
    ) -> None:
        self._offered = offered
        self._threads = threads
        self._max_failures = max_failures
        self._failed = failed
        self._failures_in_a_row = 0
        self._logged: set[str] = set()
        self._first_timestamp_us: int | None = None
        self._may_tell_peer = TokenBucket(0.5, asyncio.get_running_loop().time)
        self.durations_ms = Recent()
        """From the transform's turn until its result, conversions included."""
        self.frames_failed = 0
        self.frames_rendered = 0
        self.choose(next(iter(offered)), {})

    def choose(self, name: str, options: Mapping[str, object]) -> None:
        """Use another transform from the next picture on; nothing changes when it raises.

        Raises:
            UnknownTransform: the stream does not offer it.
            OptionError: an option is refused.
        """
        if name not in self._offered:
            raise UnknownTransform(name, list(self._offered))
        chosen = self._offered[name]
        self.options: dict[str, OptionValue] = chosen.defaults | checked(chosen.options, options)
        self.transform = chosen
        self._failures_in_a_row = 0

    def set_options(self, options: Mapping[str, object]) -> None:
        """Change some options from the next picture on; the others stay.

        Raises:
            OptionError: one is refused, and none is changed.
        """
        self.options = self.options | checked(self.transform.options, options)

    async def __call__(self, picture: ReceivedPicture) -> ReceivedPicture | Planes | None:
        """The picture to send, or ``None`` when the transform failed.

        Raises:
            TransformGaveUp: it failed too many times in a row.
            ServerStopping: there are no threads any more.
        """
        transform, options, frame = self.transform, self.options, self._frame(picture)
        rendered: ReceivedPicture | Planes
        if transform.keeps_picture:
            rendered = picture
        else:
            started = perf_counter()
            try:
                rendered = await self._apply(transform, options, picture.planes(), frame)
            except UsersCodeFailed as failure:
                self._count_failure(transform, options, failure.__cause__)
                return None
            self.durations_ms.add((perf_counter() - started) * 1000)
        self._failures_in_a_row = 0
        self.frames_rendered += 1
        return rendered

    async def _apply(
        self, transform: Transform, options: dict[str, OptionValue], planes: Planes, frame: Frame
    ) -> Planes:
        if not transform.is_async:
            return await self._in_thread(_applied, transform, options, planes, frame)
        image = await self._in_thread(bgr_from_i420, planes)
        result = await awaited(transform(image, frame, options))
        return await self._in_thread(called, i420_from_bgr, result)

    async def _in_thread(self, function: Callable[..., Planes], *arguments: Any) -> Planes:
        try:
            rendered = self._threads.submit(function, *arguments)
        except RuntimeError as error:
            # The interpreter closes its thread pools before it lets anybody know that it ends.
            raise ServerStopping from error
        return await asyncio.wrap_future(rendered)

    def _frame(self, picture: ReceivedPicture) -> Frame:
        if self._first_timestamp_us is None:
            self._first_timestamp_us = picture.timestamp_us
        time_seconds = (picture.timestamp_us - self._first_timestamp_us) / 1_000_000
        return Frame(time_seconds=time_seconds, number=self.frames_rendered + self.frames_failed)

    def _count_failure(
        self, transform: Transform, options: Mapping[str, OptionValue], error: BaseException | None
    ) -> None:
        """One traceback for each transform of a session, not thirty a second."""
        self.frames_failed += 1
        self._failures_in_a_row += 1
        if transform.name not in self._logged:
            self._logged.add(transform.name)
            logger.error("Transform %r failed with options %r.", transform.name, dict(options), exc_info=error)
        if self._may_tell_peer.take():
            self._failed(f"The transform {transform.name!r} failed; the last good picture stays.")
        if self._failures_in_a_row >= self._max_failures:
            raise TransformGaveUp(f"The transform {transform.name!r} failed {self._failures_in_a_row} times in a row.")


def _applied(transform: Transform, options: Mapping[str, OptionValue], planes: Planes, frame: Frame) -> Planes:
    return called(lambda: i420_from_bgr(transform(bgr_from_i420(planes), frame, options)))
