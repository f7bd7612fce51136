"""The start and the stop of an ASGI server, as its application hears of them."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from djinar.lifespan import ends_sessions


class FakeBackend:
    def __init__(self) -> None:
        self.drains = 0
        self.may_end = asyncio.Event()
        self.may_end.set()

    async def drain(self) -> None:
        self.drains += 1
        await self.may_end.wait()


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> FakeBackend:
    backend = FakeBackend()
    monkeypatch.setattr("djinar.lifespan.drain_backend", backend.drain)
    return backend


@pytest.fixture
def servers_handler() -> Iterator[list[int]]:
    """The signals that the server heard of."""
    heard: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: heard.append(number))
    yield heard
    signal.signal(signal.SIGTERM, before)


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
    drains_at_start = backend.drains
    stopped = await server.tell("lifespan.shutdown")
    await server.task

    assert (started, stopped) == ("lifespan.startup.complete", "lifespan.shutdown.complete")
    assert (drains_at_start, backend.drains) == (0, 1)


async def test_the_server_hears_of_sigterm_when_the_sessions_are_over(
    backend: FakeBackend, servers_handler: list[int]
) -> None:
    server = Server(ends_sessions(serve_nothing))
    await server.tell("lifespan.startup")
    backend.may_end.clear()

    for _ in range(2):
        signal.raise_signal(signal.SIGTERM)
        await turns()
    heard_before = list(servers_handler)
    backend.may_end.set()
    await turns()
    await server.tell("lifespan.shutdown")
    await server.task

    assert (heard_before, servers_handler) == ([], [signal.SIGTERM])
    assert backend.drains == 1


async def test_a_server_that_stops_while_sessions_end_waits_for_them(
    backend: FakeBackend, servers_handler: list[int]
) -> None:
    server = Server(ends_sessions(serve_nothing))
    await server.tell("lifespan.startup")
    backend.may_end.clear()
    signal.raise_signal(signal.SIGTERM)
    await turns()

    stopping = asyncio.create_task(server.tell("lifespan.shutdown"))
    await turns()
    waited = not stopping.done()
    backend.may_end.set()

    assert await stopping == "lifespan.shutdown.complete"
    assert waited
    assert (backend.drains, servers_handler) == (1, [])


async def test_a_server_that_stopped_hears_of_sigterm_again(backend: FakeBackend, servers_handler: list[int]) -> None:
    server = Server(ends_sessions(serve_nothing))
    await server.tell("lifespan.startup")
    await server.tell("lifespan.shutdown")

    signal.raise_signal(signal.SIGTERM)

    assert servers_handler == [signal.SIGTERM]


async def turns() -> None:
    """What is ready on the loop has run, and what that made ready."""
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.mark.parametrize("kind", ["http", "websocket"])
async def test_every_other_scope_reaches_the_application_as_it_is(backend: FakeBackend, kind: str) -> None:
    seen: list[object] = []

    async def application(*arguments: object) -> None:
        seen.extend(arguments)

    scope, receive, send = {"type": kind}, object(), object()
    await ends_sessions(application)(scope, receive, send)

    assert all(one is other for one, other in zip(seen, [scope, receive, send], strict=True))
    assert backend.drains == 0
