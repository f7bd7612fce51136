"""A cable that loses, delays and throttles packets as it is told, while it is in use."""

from __future__ import annotations

import fcntl
import heapq
import itertools
import os
import random
import select
import struct
import threading
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from tests.network.namespaces import Machine

_NAME = "link"
_TUNSETIFF, _IFF_TUN, _IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
_PACKET_BYTES = 65_536
_PACKETS_AT_ONCE = 64
_LOOK_EVERY_SECONDS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Impairment:
    """Of one direction. Shares and probabilities are from 0 to 1, each packet for itself."""

    loss: float = 0.0
    burst_begins: float = 0.0
    burst_ends: float = 1.0
    """In a burst every packet is lost. Source: Gilbert, Capacity of a Burst-Noise Channel, 1960."""
    delay_ms: float = 0.0
    jitter_ms: float = 0.0
    """The delay is so much longer or shorter at most; packets overtake one another."""
    rate_kbps: float | None = None
    queue_ms: float = 200.0
    """Packets that would have to wait longer for the rate are lost."""


PERFECT = Impairment()


class Direction:
    """Decides what becomes of each packet that enters at one end."""

    def __init__(self, seed: int) -> None:
        self.impairment = PERFECT
        self._random = random.Random(seed)  # noqa: S311 - the same in each run
        self._in_burst = False
        self._sent_by_seconds = 0.0

    def arrival(self, size_bytes: int, now_seconds: float) -> float | None:
        """When the packet comes out at the other end; ``None`` when it is lost."""
        given, draw = self.impairment, self._random.random
        self._in_burst = draw() >= given.burst_ends if self._in_burst else draw() < given.burst_begins
        if self._in_burst or draw() < given.loss:
            return None
        sent_at_seconds = now_seconds
        if given.rate_kbps:
            begins_seconds = max(self._sent_by_seconds, now_seconds)
            if begins_seconds - now_seconds > given.queue_ms / 1000:
                return None
            sent_at_seconds = self._sent_by_seconds = begins_seconds + size_bytes * 8 / (given.rate_kbps * 1000)
        return sent_at_seconds + (given.delay_ms + self._random.uniform(-1, 1) * given.jitter_ms) / 1000


@dataclass(order=True, slots=True)
class _Packet:
    arrives_seconds: float
    number: int
    content: bytes = field(compare=False)
    to: int = field(compare=False)


class Link:
    """A context manager: while it is entered, the machines reach each other at these addresses and at no others."""

    def __init__(self, one: Machine, address: str, other: Machine, other_address: str) -> None:
        """The addresses are such as ``10.77.1.1/24``."""
        self._ends = ((one, address), (other, other_address))
        self._directions = Direction(seed=1), Direction(seed=2)
        self._numbers = itertools.count()
        self._under_way: list[_Packet] = []
        self._closing = threading.Event()

    def impair(self, there: Impairment, back: Impairment | None = None) -> None:
        """From the next packet on; both ways alike unless ``back`` is given."""
        self._directions[0].impairment = there
        self._directions[1].impairment = back or there

    def __enter__(self) -> Self:
        self._descriptors = [_plugged_in(machine, address) for machine, address in self._ends]
        self._carrier = threading.Thread(target=self._carry, name="link", daemon=True)
        self._carrier.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._closing.set()
        self._carrier.join()
        for descriptor in self._descriptors:
            os.close(descriptor)

    def _carry(self) -> None:
        one, other = self._descriptors
        ways = {one: (self._directions[0], other), other: (self._directions[1], one)}
        poll = select.poll()
        for descriptor in ways:
            poll.register(descriptor, select.POLLIN)
        while not self._closing.is_set():
            for descriptor, _ in poll.poll(self._wait_seconds() * 1000):
                self._take_in(descriptor, *ways[descriptor])
            self._give_out()

    def _wait_seconds(self) -> float:
        if not self._under_way:
            return _LOOK_EVERY_SECONDS
        return min(_LOOK_EVERY_SECONDS, max(0.0, self._under_way[0].arrives_seconds - time.monotonic()))

    def _take_in(self, descriptor: int, direction: Direction, to: int) -> None:
        for _ in range(_PACKETS_AT_ONCE):
            try:
                content = os.read(descriptor, _PACKET_BYTES)
            except BlockingIOError:
                return
            arrives_seconds = direction.arrival(len(content), time.monotonic())
            if arrives_seconds is not None:
                heapq.heappush(self._under_way, _Packet(arrives_seconds, next(self._numbers), content, to))

    def _give_out(self) -> None:
        while self._under_way and self._under_way[0].arrives_seconds <= time.monotonic():
            packet = heapq.heappop(self._under_way)
            os.write(packet.to, packet.content)


def _plugged_in(machine: Machine, address: str) -> int:
    """What the machine sends comes out of this descriptor, and what is written to it arrives there.

    Source: the Linux kernel's documentation of TUN/TAP.
    """
    with machine.entered():
        descriptor = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(descriptor, _TUNSETIFF, struct.pack("16sH22x", _NAME.encode(), _IFF_TUN | _IFF_NO_PI))
    machine.run("ip", "address", "add", address, "dev", _NAME)
    machine.run("ip", "link", "set", "dev", _NAME, "up", "txqueuelen", "2000")
    return descriptor
