"""Attacks on a server, each for a process of its own: ``python -m tests.hostile.attacks NAME URL [PORT ...]``.

They go on until the process is ended, and print a line when they have begun. As attackers have machines of their own,
these leave the processor to others.
"""

from __future__ import annotations

import asyncio
import os
import random
import socket
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

import webrtc

from djinar.testing import Camera
from tests.hostile.mutations import REAL, as_body
from tests.integration.peers.light_peer import LightPeer
from tests.integration.peers.offers import Refused
from tests.integration.peers.rewriting_peer import RewritingPeer, as_16000_pixels_square

OFFERS_PER_SECOND = 70
DATAGRAMS = 200_000
DATAGRAMS_PER_SECOND = 40_000
MESSAGES_PER_SECOND = 10_000
CHANNELS = 1_000
_AT_ONCE = 100


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def half_open(url: str) -> None:
    """Offers that nobody takes further."""
    body = as_body(REAL[0])
    with closing(HTTPConnection(urlsplit(url).netloc, timeout=30)) as connection:
        for number in range(sys.maxsize):
            connection.request("POST", "/offer", body, {"Content-Type": "application/json"})
            connection.getresponse().read()
            if number == 0:
                say("begun")
            time.sleep(1 / OFFERS_PER_SECOND)


def bodies(url: str) -> None:
    """A hundred megabytes each, with no length."""
    address = urlsplit(url)
    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    say("begun")
    while True:
        with suppress(OSError), socket.create_connection((address.hostname, address.port)) as client:
            client.sendall(b"POST /offer HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n")
            client.sendall(b"Transfer-Encoding: chunked\r\n\r\n" + 1_600 * chunk + b"0\r\n\r\n")
            client.recv(1_024)


def datagrams(_url: str, *ports: str) -> None:
    """Noise at the ports of sessions, some of it in the form of STUN, DTLS and RTP."""
    noise = random.Random(7)  # noqa: S311
    heads = (b"\x00\x01\x00\x00\x21\x12\xa4\x42", b"\x16\xfe\xfd", b"\x15\xfe\xfd", b"\x80\x60", b"\x80\xc8", b"")
    made = [head + noise.randbytes(noise.randrange(1_200)) for head in heads for _ in range(20)]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        say("begun")
        for sent in range(0, sys.maxsize, _AT_ONCE):
            for datagram in noise.choices(made, k=_AT_ONCE):
                stranger.sendto(datagram, ("127.0.0.1", int(noise.choice(ports))))
            time.sleep(_AT_ONCE / DATAGRAMS_PER_SECOND)
            if sent == DATAGRAMS:
                say("sent")


async def messages(url: str) -> None:
    """On one channel, from a peer that comes back when it is sent away."""
    await _again_and_again(url, _talk)


async def channels(url: str) -> None:
    """A thousand, half of them with labels of a kilobyte, from a peer that comes back when it is sent away."""
    await _again_and_again(url, _open_channels)


async def bombs(url: str) -> None:
    """Small frames that would be pictures of 16,000 times 16,000, from a peer that comes back when it is sent away."""
    while True:
        async with RewritingPeer(as_16000_pixels_square, camera=Camera()) as peer:
            with suppress(Refused, TimeoutError):
                await peer.connect(f"{url}/offer")
                say("begun")
                await peer.ended()


class _Attacker(LightPeer):
    @property
    def engine(self) -> webrtc.RTCPeerConnection:
        return self._connection._connection  # noqa: SLF001


async def _again_and_again(url: str, attack: Callable[[webrtc.RTCPeerConnection], Awaitable[None]]) -> None:
    while True:
        async with _Attacker(None) as peer:
            with suppress(Refused, TimeoutError, webrtc.RTCException):
                await peer.connect(f"{url}/offer")
                say("begun")
                await attack(peer.engine)
        await asyncio.sleep(0.1)


async def _talk(connection: webrtc.RTCPeerConnection) -> None:
    channel = connection.create_data_channel("flood")
    await asyncio.sleep(0.2)
    while True:
        for _ in range(_AT_ONCE):
            channel.send('{"type": "stats"}')
        await asyncio.sleep(_AT_ONCE / MESSAGES_PER_SECOND)


async def _open_channels(connection: webrtc.RTCPeerConnection) -> None:
    closed = 0

    def count(_event: webrtc.Event) -> None:
        nonlocal closed
        closed += 1
        if closed == CHANNELS - 4:
            say("closed")

    for number in range(CHANNELS):
        connection.create_data_channel(number % 2 * 1_024 * "x").on("close", count)
    await asyncio.sleep(5)


if __name__ == "__main__":
    os.nice(5)
    attack = globals()[sys.argv[1]](*sys.argv[2:])
    with suppress(KeyboardInterrupt, HTTPException):
        if asyncio.iscoroutine(attack):
            asyncio.run(attack)
