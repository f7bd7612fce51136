"""A server and a peer between which no UDP passes, and a TURN server that both can reach.

server 10.77.1.1 -- 10.77.1.254 router and TURN server 10.77.2.254 -- 10.77.2.1 peer
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from aioice.stun import TransactionFailed
from aioice.turn import create_turn_endpoint
from aiortc import RTCIceServer

from djinar.media.network import IceServer
from tests.integration.peers.aiortc_peer import AiortcPeer
from tests.integration.peers.offers import request
from tests.integration.peers.pictures import resembles, scene
from tests.integration.stream.serving import stream_server
from tests.network.namespaces import Machine, connect
from tests.network.relay import SECRET, Relay

SERVER, PEER, RELAY = "10.77.1.1", "10.77.2.1", "10.77.2.254"
PORT = 3478


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """Machines between which web pages pass, and media do not."""

    server: Machine
    router: Machine
    peer: Machine
    relay: Relay


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    with Machine("server") as server, Machine("router") as router, Machine("peer") as peer:
        connect(server, f"{SERVER}/24", router, "10.77.1.254/24")
        connect(peer, f"{PEER}/24", router, f"{RELAY}/24")
        server.run("ip", "route", "add", "default", "via", "10.77.1.254")
        peer.run("ip", "route", "add", "default", "via", RELAY)
        router.run("sysctl", "-q", "net.ipv4.ip_forward=1")
        router.firewall(
            "add counter inet djinar direct",
            "add chain inet djinar forward { type filter hook forward priority 0; }",
            "add rule inet djinar forward meta l4proto udp counter name direct drop",
        )
        with router.entered():
            relay = Relay(RELAY, port=PORT, allowed=[SERVER, PEER, RELAY])
            relay.__enter__()
        try:
            yield Apart(server=server, router=router, peer=peer, relay=relay)
        finally:
            relay.__exit__(None, None, None)


@contextmanager
def site(apart: Apart, **settings: Any) -> Iterator[str]:
    """The address of its offer view, as the peer sees it."""
    with apart.server.entered(), stream_server("uvicorn", "--host", SERVER, ALLOW_LOOPBACK=False, **settings) as server:
        yield f"{server.base_url}/offer"


@pytest.fixture
def only_relayed(apart: Apart) -> Iterator[None]:
    """The server's firewall lets media in from the TURN server's own port only."""
    apart.server.firewall(
        "add chain inet djinar input { type filter hook input priority 0; }",
        f"add rule inet djinar input meta l4proto udp udp sport != {PORT} drop",
    )
    yield
    apart.server.run("nft", "flush chain inet djinar input")


@pytest.fixture
def only_tcp(apart: Apart) -> Iterator[None]:
    """The peer's firewall lets nothing else out."""
    apart.peer.firewall(
        "add chain inet djinar output { type filter hook output priority 0; }",
        "add rule inet djinar output meta l4proto udp drop",
    )
    yield
    apart.peer.run("nft", "flush chain inet djinar output")


async def lent(url: str) -> list[RTCIceServer]:
    """What a page gets when it is started."""
    reply = await asyncio.to_thread(request, url)
    return [RTCIceServer(**server) for server in reply.document["ice_servers"]]


async def streams(peer: AiortcPeer, url: str) -> None:
    await peer.connect(url)
    assert resembles(await peer.pictures.next(), scene())


async def test_a_peer_whose_network_lets_no_media_out_is_relayed(apart: Apart) -> None:
    with site(apart, BROWSER_ICE_SERVERS=[apart.relay.setting()]) as url, apart.peer.entered():
        async with AiortcPeer(ice_servers=await lent(url)) as peer:
            await streams(peer, url)

    assert apart.router.counted("direct") > 0, "it was tried without the relay as well, in vain"


async def test_a_peer_whose_network_lets_only_tcp_out_is_relayed(apart: Apart, only_tcp: None) -> None:
    relay = apart.relay.setting(urls=f"{apart.relay.url}?transport=tcp")
    with site(apart, BROWSER_ICE_SERVERS=[relay]) as url, apart.peer.entered():
        async with AiortcPeer(ice_servers=await lent(url)) as peer:
            await streams(peer, url)


async def test_a_server_whose_network_lets_no_media_in_is_relayed(apart: Apart, only_relayed: None) -> None:
    with site(apart, SERVER_ICE_SERVERS=[apart.relay.setting()]) as url, apart.peer.entered():
        async with AiortcPeer() as peer:
            await streams(peer, url)


async def test_both_may_be_behind_the_same_relay(apart: Apart, only_relayed: None) -> None:
    with site(apart, ICE_SERVERS=[apart.relay.setting()]) as url, apart.peer.entered():
        async with AiortcPeer(ice_servers=await lent(url)) as peer:
            await streams(peer, url)


async def allocate(apart: Apart, server: IceServer) -> None:
    """Get a relay, and give it back.

    Raises:
        TransactionFailed: the TURN server refuses the credential.
    """
    with apart.peer.entered():
        transport, _ = await create_turn_endpoint(
            asyncio.DatagramProtocol, server_addr=(RELAY, PORT), username=server.username, password=server.credential
        )
        transport.close()


def credential(user: str = "ada", *, secret: str = SECRET, ago_seconds: float = 0) -> IceServer:
    """Good for ten minutes, so it is lent when it is used."""
    return IceServer(urls=("turn:turn.example.org",), secret=secret).lent_to(user, time.time() - ago_seconds)


async def test_a_credential_that_was_lent_is_good(apart: Apart) -> None:
    await allocate(apart, credential())


@pytest.mark.parametrize(
    "steal",
    [
        pytest.param(lambda: credential(ago_seconds=601), id="over"),
        pytest.param(lambda: replace(credential(), username=credential("bob").username), id="another-user's"),
        pytest.param(lambda: replace(credential(), username=f"{int(time.time()) + 86_400}:ada"), id="made-longer"),
        pytest.param(lambda: credential(secret="guessed"), id="of-another-secret"),  # noqa: S106
    ],
)
async def test_a_credential_that_was_not_lent_so_is_refused(apart: Apart, steal: Callable[[], IceServer]) -> None:
    with pytest.raises(TransactionFailed, match="401"):
        await allocate(apart, steal())
