"""Datagrams of somebody who is no part of the call, at the port of a session."""

from __future__ import annotations

import asyncio
import random
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from OpenSSL import SSL

from tests.integration.peers.light_peer import LightPeer
from tests.integration.peers.offers import post_offer
from tests.integration.server import DemoServer

CALLS = 100
EVERY_SECONDS = 0.01
DATAGRAMS = 2_000
FATAL_ALERT = bytes.fromhex("15fefd000000000000000100020228")
"""Handshake failure. Source: RFC 6347 section 4.1, RFC 5246 section 7.2."""


def client_hello() -> bytes:
    """The first datagram of a DTLS handshake."""
    connection = SSL.Connection(SSL.Context(SSL.DTLS_METHOD), None)
    connection.set_connect_state()
    try:
        connection.do_handshake()
    except SSL.WantReadError:
        return connection.bio_read(1_500)
    raise RuntimeError("the handshake ended before it began")


def port_in(answer: str) -> int:
    found = re.search(r"^a=candidate:\S+ \d+ udp \d+ 127\.0\.0\.1 (\d+)", answer, re.MULTILINE)
    assert found
    return int(found[1])


@asynccontextmanager
async def injected(port: int) -> AsyncIterator[None]:
    """A hundred ClientHellos and alerts a second, from an address of their own."""

    async def inject(stranger: socket.socket) -> None:
        hello = client_hello()
        while True:
            for datagram in (hello, FATAL_ALERT):
                stranger.sendto(datagram, ("127.0.0.1", port))
                await asyncio.sleep(EVERY_SECONDS)

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        injecting = asyncio.create_task(inject(stranger))
        await asyncio.sleep(0)  # the first is on its way before the peer has begun
        try:
            yield
        finally:
            injecting.cancel()


async def test_a_stranger_cannot_keep_a_call_from_coming_about(server: DemoServer) -> None:
    for _ in range(CALLS):
        async with LightPeer(None) as peer:
            reply = await post_offer(f"{server.base_url}/offer", await peer.offer())

            async with injected(port_in(reply.document["sdp"])):
                await peer.accept(reply.document["sdp"])


async def test_a_stranger_cannot_end_a_call(server: DemoServer) -> None:
    noise = random.Random(7)  # noqa: S311
    hello = client_hello()
    async with LightPeer() as peer:
        reply = await post_offer(f"{server.base_url}/offer", await peer.offer())
        await peer.accept(reply.document["sdp"])
        await peer.picture()

        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            for number in range(DATAGRAMS):
                datagram = (hello, FATAL_ALERT, noise.randbytes(200))[number % 3]
                stranger.sendto(datagram, ("127.0.0.1", port_in(reply.document["sdp"])))
                await asyncio.sleep(0)

        for _ in range(30):
            await peer.picture()
