"""Ends sessions when an ASGI server stops."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from asgiref.sync import sync_to_async

from djinar.conf import stop_backend

Application: TypeAlias = Callable[[Any, Any, Any], Awaitable[None]]
"""Of scope, receive and send, which every framework types in a way of its own."""


def ends_sessions(application: Application) -> Application:
    """Wrap an ASGI application so that its peers are told when the server stops.

    Django does not serve the ``lifespan`` scope, so it is answered here. Where a server has none, sessions end when the
    interpreter does. Source: the ASGI Lifespan Protocol, version 2.0.
    """

    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":
            await application(scope, receive, send)
            return
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await sync_to_async(stop_backend, thread_sensitive=False)()
        await send({"type": "lifespan.shutdown.complete"})

    return wrapped
