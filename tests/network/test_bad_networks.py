"""A call on networks that lose, delay and throttle packets.

A camera's numbered pictures, 640x480 and 30 a second, go to the server and come back. What is measured on the bad
network is held against what the same call saw on a good one just before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from tests.integration.server import DemoServer
from tests.integration.stream.serving import stream_server
from tests.load.caller import calling
from tests.load.gate import Gate, Record, assert_some_attempt, described
from tests.network.link import PERFECT, Impairment, Link
from tests.network.namespaces import Machine

SERVER, PEER = "10.79.1.1", "10.79.1.2"
WARM_UP_SECONDS, CALM_SECONDS = 4, 3
SETTLING_SECONDS, MEASURED_SECONDS = 5, 10

pytestmark = pytest.mark.timeout(240)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    site: DemoServer
    peer: Machine
    link: Link


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with (
        Machine("server") as server,
        Machine("peer") as peer,
        Link(server, f"{SERVER}/24", peer, f"{PEER}/24") as link,
        ExitStack() as running,
    ):
        with server.entered():
            site = running.enter_context(stream_server("uvicorn", "--host", SERVER, ALLOW_LOOPBACK=False))
        yield Place(site=site, peer=peer, link=link)


def assert_holds(
    place: Place, record_property: Record, name: str, gate: Gate, *networks: Impairment, transform: str = "none"
) -> None:
    """On each of the networks, one after the other in the same call, some seconds after it became so."""

    def attempt() -> tuple[bool, str]:
        place.link.impair(PERFECT)
        with place.peer.entered(), calling(f"{place.site.base_url}/troubled", transform) as caller:
            caller.measure(WARM_UP_SECONDS)
            seen = caller.measure(CALM_SECONDS)
            for network in networks:
                place.link.impair(network)
                caller.measure(SETTLING_SECONDS)
                seen += caller.measure(MEASURED_SECONDS)
        calm, *disturbed = seen
        held = all(gate.holds(figures, calm) for figures in disturbed)
        return held, "; then ".join(map(described, seen))

    assert_some_attempt(attempt, record_property, name)


def test_five_in_a_hundred_packets_lost_are_hardly_seen(place: Place, record_property: Record) -> None:
    gate = Gate(fps=25, age_ms=800, freeze_ms=2000)
    assert_holds(place, record_property, "5 % lost", gate, Impairment(loss=0.05))


def test_ten_in_a_hundred_packets_lost_leave_a_moving_picture(place: Place, record_property: Record) -> None:
    gate = Gate(fps=20, freeze_ms=3000)
    assert_holds(place, record_property, "10 % lost", gate, Impairment(loss=0.1))


def test_bursts_of_lost_packets_leave_a_moving_picture(place: Place, record_property: Record) -> None:
    gate = Gate(fps=20, freeze_ms=3000)
    network = Impairment(burst_begins=0.01, burst_ends=0.3)
    assert_holds(place, record_property, "bursts of lost packets", gate, network)


def test_a_long_way_makes_pictures_no_older_than_it_is_long(place: Place, record_property: Record) -> None:
    gate = Gate(fps=29, age_ms=2 * 50 + 250)
    assert_holds(place, record_property, "50 ms each way", gate, Impairment(delay_ms=50))


def test_packets_that_overtake_one_another_make_pictures_little_older(place: Place, record_property: Record) -> None:
    gate = Gate(fps=29, age_ms=2 * 100 + 250)
    network = Impairment(delay_ms=100, jitter_ms=20)
    assert_holds(place, record_property, "100±20 ms each way", gate, network)


@pytest.mark.parametrize("transform", ["none", "copied"])
def test_a_network_that_becomes_narrow_is_filled_again_within_seconds(
    transform: str, place: Place, record_property: Record
) -> None:
    wide, narrow = Impairment(rate_kbps=1000, queue_ms=200), Impairment(rate_kbps=500, queue_ms=200)
    name = f"1000, then 500 kbit/s, transform {transform!r}"
    assert_holds(place, record_property, name, Gate(fps=15), wide, narrow, transform=transform)
