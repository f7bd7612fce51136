"""The start and the stop of an ASGI server, as its application hears of them."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from djinar.lifespan import ends_sessions


class FakeBackend:
    def __init__(self) -> None:
        self.stopped_on: threading.Thread | None = None

    def stop(self) -> None:
        self.stopped_on = threading.current_thread()


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> FakeBackend:
    backend = FakeBackend()
    monkeypatch.setattr("djinar.lifespan.stop_backend", backend.stop)
    return backend


class Server:
    """The server's side of the lifespan protocol."""

    def __init__(self, application: Any) -> None:
        self._to_application = asyncio.Queue[dict[str, str]]()
        self._from_application = asyncio.Queue[dict[str, str]]()
        scope = {"type": "lifespan", "asgi": {"version": "3.0"}}
        self.task = asyncio.create_task(application(scope, self._to_application.get, self._from_application.put))

    async def tell(self, event: str) -> str:
        """What the application answers."""
        self._to_application.put_nowait({"type": event})
        return (await asyncio.wait_for(self._from_application.get(), 5))["type"]


async def serve_nothing(scope: Any, receive: Any, send: Any) -> None:
    raise ValueError(f"Django does not know the scope {scope['type']}.")


async def test_sessions_live_until_the_server_stops(backend: FakeBackend) -> None:
    server = Server(ends_sessions(serve_nothing))

    started = await server.tell("lifespan.startup")
    stopped_at_start = backend.stopped_on
    stopped = await server.tell("lifespan.shutdown")
    await server.task

    assert (started, stopped) == ("lifespan.startup.complete", "lifespan.shutdown.complete")
    assert stopped_at_start is None
    assert backend.stopped_on is not None


async def test_stopping_does_not_block_the_servers_loop(backend: FakeBackend) -> None:
    server = Server(ends_sessions(serve_nothing))

    await server.tell("lifespan.startup")
    await server.tell("lifespan.shutdown")

    assert backend.stopped_on is not threading.current_thread()


@pytest.mark.parametrize("kind", ["http", "websocket"])
async def test_every_other_scope_reaches_the_application_as_it_is(backend: FakeBackend, kind: str) -> None:
    seen: list[object] = []

    async def application(*arguments: object) -> None:
        seen.extend(arguments)

    scope, receive, send = {"type": kind}, object(), object()
    await ends_sessions(application)(scope, receive, send)

    assert all(one is other for one, other in zip(seen, [scope, receive, send], strict=True))
    assert backend.stopped_on is None
