"""Where there is no IPv4 at all."""

from __future__ import annotations

from collections.abc import Iterator

import aioice.ice
import pytest

from tests.integration.peers.aiortc_peer import AiortcPeer
from tests.integration.peers.pictures import resembles, scene
from tests.integration.stream.serving import stream_server
from tests.network.namespaces import Machine, connect

SERVER, PEER = "fd77:4::1", "fd77:4::2"


@pytest.fixture
def server() -> Iterator[Machine]:
    with Machine("server") as server:
        server.run("ip", "address", "delete", "127.0.0.1/8", "dev", "lo")
        yield server


@pytest.fixture
def peer(server: Machine) -> Iterator[Machine]:
    with Machine("peer") as peer:
        peer.run("ip", "address", "delete", "127.0.0.1/8", "dev", "lo")
        connect(server, f"{SERVER}/64", peer, f"{PEER}/64")
        yield peer


async def test_a_stream_goes_through_a_network_of_ipv6_only(server: Machine, peer: Machine) -> None:
    with server.entered(), stream_server("uvicorn", "--host", SERVER, ALLOW_LOOPBACK=False) as site, peer.entered():
        async with AiortcPeer() as caller:
            await caller.connect(f"{site.base_url}/offer")

            assert resembles(await caller.pictures.next(), scene())


async def test_a_stream_goes_through_the_loopback_of_ipv6(server: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aioice.ice, "get_host_addresses", lambda use_ipv4, use_ipv6: ["::1"])
    with server.entered(), stream_server("uvicorn", "--host", "::1") as site:
        async with AiortcPeer() as caller:
            await caller.connect(f"{site.base_url}/offer")

            assert resembles(await caller.pictures.next(), scene())
