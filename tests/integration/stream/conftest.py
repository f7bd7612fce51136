from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Iterator, Mapping
from contextlib import AsyncExitStack
from typing import Any, Protocol

import aioice.ice
import pytest

from tests.integration.peers.aiortc_peer import AiortcPeer
from tests.integration.server import DemoServer
from tests.integration.stream.serving import stream_server


@pytest.fixture(scope="session")
def server() -> Iterator[DemoServer]:
    """One with the default limits, for all tests that leave it as it is."""
    with stream_server() as running:
        yield running


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Peers on aiortc connect through 127.0.0.1, whatever networks the machine is in."""
    monkeypatch.setattr(aioice.ice, "get_host_addresses", lambda use_ipv4, use_ipv6: ["127.0.0.1"])


class Connect(Protocol):
    def __call__(
        self, transform: str = "", options: Mapping[str, object] | None = None, *, path: str = "/offer", **peer: Any
    ) -> Awaitable[AiortcPeer]: ...


@pytest.fixture
async def connect(server: DemoServer) -> AsyncIterator[Connect]:
    """Connects a peer to a view of ``server``; all are closed when the test is over."""
    async with AsyncExitStack() as peers:

        async def connected(
            transform: str = "", options: Mapping[str, object] | None = None, *, path: str = "/offer", **peer: Any
        ) -> AiortcPeer:
            made = await peers.enter_async_context(AiortcPeer(**peer))
            await made.connect(server.base_url + path, transform, options)
            return made

        yield connected
