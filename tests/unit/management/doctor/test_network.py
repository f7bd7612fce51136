from __future__ import annotations

import socket

from djinar.management.doctor.machine import clock, cpu
from djinar.management.doctor.network import addresses, ports
from djinar.media.network import Network


def taken_port() -> socket.socket:
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("", 0))
    return udp


def test_any_port_is_hard_to_let_in_at_a_firewall() -> None:
    assert ports(Network(), 16).grade == "note"


def test_ports_that_are_taken_are_wrong() -> None:
    with taken_port() as udp:
        port = udp.getsockname()[1]

        finding = ports(Network(port_range=(port, port)), 1)

    assert (finding.grade, finding.what) == ("wrong", f"all of UDP {port} to {port} are taken.")


def test_fewer_ports_than_sessions_are_wrong() -> None:
    assert ports(Network(port_range=(61_000, 61_003)), 16).grade == "wrong"


def test_ports_enough_are_fine() -> None:
    with taken_port() as udp:
        port = udp.getsockname()[1]

    assert ports(Network(port_range=(port, port)), 1).grade == "ok"


def answer(*addresses: str) -> str:
    return "".join(f"a=candidate:1 1 udp 2122260223 {address} 40000 typ host\r\n" for address in addresses)


def test_private_addresses_are_no_way_from_outside() -> None:
    finding = addresses(answer("192.168.1.4", "fd00::2", "abc.local"))

    assert finding.grade == "note"
    assert "192.168.1.4, fd00::2, abc.local" in finding.what


def test_one_public_address_is_enough() -> None:
    assert addresses(answer("192.168.1.4", "2606:2800:220:1::1")).grade == "ok"


def test_the_machine_is_looked_at() -> None:
    assert clock().about == "clock"
    assert "cores" in cpu().what
