"""Ends sessions when an ASGI server stops."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeAlias

from djinar.conf import drain_backend

Application: TypeAlias = Callable[[Any, Any, Any], Awaitable[None]]
"""Of scope, receive and send, which every framework types in a way of its own."""


def ends_sessions(application: Application) -> Application:
    """Wrap an ASGI application so that its sessions get ``DRAIN_SECONDS`` to end when the server stops.

    Django does not serve the ``lifespan`` scope, so it is answered here. Where a server has none, sessions end when the
    interpreter does. Source: the ASGI Lifespan Protocol, version 2.0.
    """

    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":
            await application(scope, receive, send)
            return
        await receive()
        drain = _Drain()
        with _sigterm_waits_for(drain):
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await drain.over()
        await send({"type": "lifespan.shutdown.complete"})

    wrapped.ends_sessions = True  # type: ignore[attr-defined]  # djinar_doctor looks for it
    return wrapped


class _Drain:
    """Of this process's sessions: once, whoever asks for it first."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    async def over(self) -> None:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(drain_backend())
        await asyncio.shield(self._task)


@contextmanager
def _sigterm_waits_for(drain: _Drain) -> Iterator[None]:
    """Let the server hear of ``SIGTERM`` when the sessions are over: it would close its port at once, and nobody would
    be told 503.

    A server that hears of it by its event loop, as Granian and Hypercorn do, takes no request from then on all the
    same, and waits for the drain.
    """
    in_main_thread = threading.current_thread() is threading.main_thread()
    servers = signal.getsignal(signal.SIGTERM) if in_main_thread else None
    if servers in (None, signal.SIG_IGN):
        yield
        return
    loop = asyncio.get_running_loop()
    handing_on: list[asyncio.Task[None]] = []

    async def hand_on() -> None:
        await drain.over()
        signal.signal(signal.SIGTERM, servers)
        signal.raise_signal(signal.SIGTERM)

    def begin() -> None:
        if not handing_on:  # a service manager tells every process, and so does the parent of several
            handing_on.append(loop.create_task(hand_on()))

    def arrived(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(begin)

    signal.signal(signal.SIGTERM, arrived)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, servers)
        for task in handing_on:
            task.cancel()
