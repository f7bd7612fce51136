"""What is asked of a cable is what is measured on it."""

from __future__ import annotations

import itertools
import socket
import statistics
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.network.link import Impairment, Link
from tests.network.namespaces import Machine

SENDER, RECEIVER, PORT = "10.78.1.1", "10.78.1.2", 4000
HEADERS_BYTES = 28
ENOUGH_BYTES = 1 << 25
SILENCE_SECONDS = 0.5
"""After which nothing comes any more; longer than any delay here."""
SO_RCVBUFFORCE, SO_TIMESTAMPNS = 33, 35


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    number: int
    at_seconds: float
    took_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    link: Link
    sender: socket.socket
    receiver: socket.socket

    def carry(self, packets: int, *, size_bytes: int = 200, every_seconds: float = 0.0005) -> list[Arrived]:
        """Those of the packets that arrive, in their order."""
        for number in range(packets):
            stamped = struct.pack("!Id", number, time.time())
            self.sender.send(stamped.ljust(size_bytes - HEADERS_BYTES, b"\0"))
            time.sleep(every_seconds)
        return list(self._arrived())

    def _arrived(self) -> Iterator[Arrived]:
        """The time of each is the kernel's."""
        self.receiver.settimeout(SILENCE_SECONDS)
        while True:
            try:
                content, ((_, _, stamp),), _, _ = self.receiver.recvmsg(2048, 64)
            except TimeoutError:
                return
            number, sent_at = struct.unpack_from("!Id", content)
            seconds, nanoseconds = struct.unpack("qq", stamp)
            at_seconds = seconds + nanoseconds / 1e9
            yield Arrived(number=number, at_seconds=at_seconds, took_ms=(at_seconds - sent_at) * 1000)


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Machine("one") as one, Machine("other") as other, Link(one, f"{SENDER}/24", other, f"{RECEIVER}/24") as link:
        with one.entered():
            sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        with other.entered():
            receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        with sender, receiver:
            receiver.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, ENOUGH_BYTES)
            receiver.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
            receiver.bind((RECEIVER, PORT))
            sender.connect((RECEIVER, PORT))
            yield Wire(link=link, sender=sender, receiver=receiver)


def missing_in_a_row(arrived: list[Arrived]) -> list[int]:
    numbers = [packet.number for packet in arrived]
    return [later - earlier - 1 for earlier, later in itertools.pairwise(numbers) if later > earlier + 1]


def test_a_good_cable_loses_nothing_and_keeps_the_order(wire: Wire) -> None:
    arrived = wire.carry(2000)

    assert [packet.number for packet in arrived] == list(range(2000))


def test_so_many_packets_are_lost_as_asked_for(wire: Wire) -> None:
    wire.link.impair(Impairment(loss=0.05))

    arrived = wire.carry(4000)

    assert 1 - len(arrived) / 4000 == pytest.approx(0.05, rel=0.2)


def test_bursts_are_as_frequent_and_as_long_as_asked_for(wire: Wire) -> None:
    wire.link.impair(Impairment(burst_begins=0.01, burst_ends=0.3))

    bursts = missing_in_a_row(wire.carry(10_000, every_seconds=0.0002))

    assert len(bursts) / 10_000 == pytest.approx(0.01, rel=0.25)
    assert statistics.mean(bursts) == pytest.approx(1 / 0.3, rel=0.25)


def test_packets_are_delayed_as_long_as_asked_for(wire: Wire) -> None:
    undelayed = statistics.median(packet.took_ms for packet in wire.carry(500))
    wire.link.impair(Impairment(delay_ms=50))

    delayed = statistics.median(packet.took_ms for packet in wire.carry(500))

    assert delayed - undelayed == pytest.approx(50, rel=0.2)


def test_delays_that_differ_let_packets_overtake_one_another(wire: Wire) -> None:
    wire.link.impair(Impairment(delay_ms=100, jitter_ms=20))

    arrived = wire.carry(1000)

    quarter, half, three_quarters = statistics.quantiles((packet.took_ms for packet in arrived), n=4)
    assert half == pytest.approx(100, rel=0.2)
    assert three_quarters - quarter == pytest.approx(20, rel=0.4)
    assert any(later.number < earlier.number for earlier, later in itertools.pairwise(arrived))


def test_a_narrow_cable_carries_its_rate_and_queues_as_long_as_asked_for(wire: Wire) -> None:
    wire.link.impair(Impairment(rate_kbps=1000, queue_ms=200))

    arrived = wire.carry(1000, size_bytes=1000, every_seconds=0.002)

    took_seconds = arrived[-1].at_seconds - arrived[0].at_seconds
    assert (len(arrived) - 1) * 8 / took_seconds == pytest.approx(1000, rel=0.05)
    assert statistics.median(packet.took_ms for packet in arrived[200:]) == pytest.approx(200, rel=0.2)


def test_a_cable_changes_while_it_is_in_use(wire: Wire) -> None:
    wire.link.impair(Impairment(loss=1))
    none = wire.carry(10)

    wire.link.impair(Impairment())
    every = wire.carry(10)

    assert (len(none), len(every)) == (0, 10)


def test_the_two_ways_may_differ(wire: Wire) -> None:
    wire.link.impair(Impairment(), back=Impairment(loss=1))
    there = wire.carry(10)

    wire.link.impair(Impairment(loss=1), back=Impairment())
    none = wire.carry(10)

    assert (len(there), len(none)) == (10, 0)
