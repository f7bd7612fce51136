"""What the settings of the network do to an answer."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import pytest

from tests.integration.peers.light_peer import LightPeer
from tests.integration.peers.offers import Refused, post_offer
from tests.integration.server import DemoServer
from tests.integration.stream.serving import stream_server

ANNOUNCED = "203.0.113.7"


async def candidates(server: DemoServer) -> list[tuple[str, int]]:
    """Address and port of each UDP candidate in the answer to an offer that nobody takes further."""
    async with LightPeer() as peer:
        reply = await post_offer(f"{server.base_url}/offer", await peer.offer())
    found = re.findall(r"^a=candidate:\S+ \d+ udp \d+ (\S+) (\d+)", reply.document["sdp"], re.MULTILINE)
    return [(address, int(port)) for address, port in found]


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def every_address_taken(port: int) -> Iterator[None]:
    """Nobody else can bind that UDP port, on any address of this machine."""
    with ExitStack() as sockets:
        for family, address in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):  # noqa: S104
            taken = sockets.enter_context(socket.socket(family, socket.SOCK_DGRAM))
            if family == socket.AF_INET6:
                taken.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            taken.bind((address, port))
        yield


async def test_media_keeps_to_the_port_range() -> None:
    lowest = min(free_udp_port(), 65_000)
    with stream_server(PORT_RANGE=(lowest, lowest + 20)) as server:
        found = await candidates(server)

    assert found
    assert all(lowest <= port <= lowest + 20 for _, port in found)


async def test_a_public_address_is_announced_in_place_of_private_ones() -> None:
    with stream_server(PUBLIC_ADDRESSES=[ANNOUNCED]) as server:
        found = await candidates(server)

    version_4 = [address for address, _ in found if ipaddress.ip_address(address).version == 4]
    assert version_4
    assert all(address == ANNOUNCED or ipaddress.ip_address(address).is_loopback for address in version_4)


async def test_only_addresses_in_the_named_networks_are_announced() -> None:
    with stream_server(ANNOUNCED_NETWORKS=["127.0.0.0/8"]) as server:
        found = await candidates(server)

    assert {address for address, _ in found} == {"127.0.0.1"}


async def test_a_server_without_an_address_in_the_named_networks_says_so() -> None:
    with stream_server(ANNOUNCED_NETWORKS=["203.0.113.0/24"]) as server, pytest.raises(Refused) as refused:
        await candidates(server)

    assert refused.value.code == "engine-failed"
    assert "ANNOUNCED_NETWORKS" in server.output


async def test_without_loopback_no_loopback_address_is_announced() -> None:
    found = []
    # A machine with no other address cannot be reached at all, and refuses.
    with stream_server(ALLOW_LOOPBACK=False) as server, suppress(Refused):
        found = await candidates(server)

    assert not any(ipaddress.ip_address(address).is_loopback for address, _ in found)


async def test_a_server_without_a_free_port_says_so_and_keeps_nothing() -> None:
    port = free_udp_port()
    with stream_server(PORT_RANGE=(port, port), MAX_SESSIONS=1) as server:
        with every_address_taken(port), pytest.raises(Refused) as refused:
            await candidates(server)
        found = await candidates(server)

    assert (refused.value.reply.status, refused.value.code) == (500, "engine-failed")
    assert "PORT_RANGE" in server.output
    assert {taken for _, taken in found} == {port}


async def test_an_ice_server_that_is_silent_does_not_keep_the_answer() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        with stream_server(ICE_SERVERS=[f"stun:127.0.0.1:{silent.getsockname()[1]}"]) as server:
            found = await candidates(server)

            asked = silent.recv(2048, socket.MSG_DONTWAIT)

    assert found
    assert asked[4:8] == b"\x21\x12\xa4\x42"  # STUN's magic cookie: the server was asked
