from __future__ import annotations

import re

from djinar.media.candidates import announced, at_unknown_port, relayed_addresses

ANSWER = "\r\n".join(
    [
        "v=0",
        "m=video 40001 UDP/TLS/RTP/SAVPF 96",
        "c=IN IP4 10.0.0.5",
        "a=candidate:1 1 udp 2122260223 10.0.0.5 40001 typ host generation 0",
        "a=candidate:2 1 udp 2122260222 192.0.2.7 40002 typ host generation 0",
        "a=candidate:3 1 udp 2122260221 2001:db8::7 40003 typ host generation 0",
        "a=candidate:4 1 tcp 1518280447 10.0.0.5 9 typ host tcptype active generation 0",
        "a=candidate:5 1 udp 1685987071 198.51.100.1 40001 typ srflx raddr 10.0.0.5 rport 40001 generation 0",
        "a=candidate:6 1 udp 1685987070 198.51.100.2 40002 typ srflx raddr 192.0.2.7 rport 40002 generation 0",
        "a=candidate:7 1 udp 41885439 203.0.113.9 50000 typ relay raddr 198.51.100.1 rport 40001 generation 0",
        "",
    ]
)


def addresses(sdp: str) -> list[str]:
    return re.findall(r"^a=candidate:\S+ \d+ \S+ \d+ (\S+)", sdp, re.MULTILINE)


def test_without_networks_everything_is_announced() -> None:
    assert announced(ANSWER, ()) == ANSWER


def test_only_addresses_in_the_networks_are_announced() -> None:
    found = addresses(announced(ANSWER, ["192.0.2.0/24", "2001:db8::/32"]))

    assert found == ["192.0.2.7", "2001:db8::7", "198.51.100.2", "203.0.113.9"]


def test_an_address_that_is_not_announced_shows_nowhere() -> None:
    sdp = announced(ANSWER, ["192.0.2.0/24"])

    assert "10.0.0.5" not in sdp
    assert "198.51.100.1 " not in sdp


def test_a_relay_is_known_by_its_address() -> None:
    assert relayed_addresses(ANSWER) == ["203.0.113.9"]


def test_a_peer_of_unknown_port_is_a_candidate_that_the_engine_takes() -> None:
    assert at_unknown_port("2001:db8::1") == "candidate:1 1 udp 1 2001:db8::1 65535 typ host"
