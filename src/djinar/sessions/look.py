"""What somebody else than the peer may see of a session: what it sends, and nothing else."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from djinar.exceptions import EngineError, ServerStopping
from djinar.media.video import Planes, ReceivedPicture, Render
from djinar.sessions.threads import Hung, NoThreadLeft, TransformThreads
from djinar.transforms.thumbnail import thumbnail

_LONGEST_SECONDS = 1.0


class Looks:
    """Stands before a renderer. Copies a picture only when somebody waits for one.

    What it shows was sent after it was asked for: no picture from before the peer hid its face, none while a transform
    fails.
    """

    def __init__(self, render: Render, threads: TransformThreads) -> None:
        self._render = render
        self._threads = threads
        self._waiting: list[asyncio.Future[tuple[Planes, int]]] = []
        self._rendered: tuple[Planes, int] | None = None

    async def __call__(self, picture: ReceivedPicture) -> ReceivedPicture | Planes | None:
        rendered = await self._render(picture)
        self._rendered = None
        if self._waiting and rendered is not None:
            with suppress(EngineError):  # untouched, and in a form that no transform takes either
                self._rendered = _copy(rendered), picture.rotation
        return rendered

    def sent(self, rtp_timestamp: int | None) -> None:
        self._render.sent(rtp_timestamp)
        if self._rendered:
            for waiting in self._waiting:
                if not waiting.done():
                    waiting.set_result(self._rendered)

    async def jpeg(self) -> bytes | None:
        """Of the next picture that is sent; ``None`` when none is within a second, or the threads are busy."""
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        try:
            async with asyncio.timeout(_LONGEST_SECONDS):
                planes, rotation = await waiting
                return await self._threads.run(thumbnail, planes, rotation, deadline_seconds=_LONGEST_SECONDS)
        except (TimeoutError, Hung, NoThreadLeft, ServerStopping):
            return None
        finally:
            self._waiting.remove(waiting)


def _copy(rendered: ReceivedPicture | Planes) -> Planes:
    """A transform may write the next picture where it put this one."""
    return rendered.planes() if isinstance(rendered, ReceivedPicture) else rendered.copy()
