"""An offer that names addresses: the server sends nothing there.

server 10.77.3.1, fd77:3::1 -- sink, where every other address leads
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.integration.peers.offers import post_offer
from tests.integration.stream.serving import stream_ended, stream_server
from tests.network.namespaces import Machine, connect

CHROMIUM = (Path(__file__).parents[1] / "corpus" / "offers" / "chromium.sdp").read_bytes().decode()
PORT = 7777
ADDRESSES = [
    *("127.0.0.1", "127.0.0.2", "127.0.0.53", "127.1.2.3", "127.255.255.254", "0.0.0.0", "0.1.2.3"),  # noqa: S104
    *("10.0.0.1", "10.77.3.1", "10.77.3.254", "10.77.3.255", "10.255.255.255", "172.16.0.1", "172.17.0.1"),
    *("172.31.255.254", "192.168.0.1", "192.168.1.1", "192.168.178.1", "192.168.255.255", "100.64.0.1"),
    *("100.127.255.254", "169.254.0.1", "169.254.169.254", "169.254.170.2", "168.63.129.16", "192.0.0.192"),
    *("192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "1.1.1.1", "8.8.8.8", "224.0.0.1", "224.0.0.251"),
    *("239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::2", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:10.77.3.254"),
    *("::ffff:169.254.169.254", "::ffff:0.0.0.0", "0:0:0:0:0:ffff:7f00:1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe"),
    *("2002:7f00:1::", "2002:a00:1::1", "2001:db8::1", "2606:4700:4700::1111", "fc00::1", "fd00:ec2::254"),
    *("fd77:3::1", "fd77:3::2", "fe80::1", "ff02::1", "ff02::fb"),
]
NAMES = [
    *("localhost", "ip6-localhost", "metadata.google.internal", "router.example", "127.0.0.1.example"),
    *("127.1", "2130706433", "0x7f000001", "0177.0.0.1", "8f4e2b7a-1c3d-4e5f-8a9b-0c1d2e3f4a5b.local"),
    *(f"host-{number}.example" for number in range(50)),
]


def naming_all(sdp: str) -> str:
    """The offer with 180 candidates, and the first address wherever else SDP has room for one."""
    kinds = [("udp", "typ host"), ("tcp", "typ host tcptype passive")]
    named = [*((address, kind) for address in ADDRESSES for kind in kinds), *((name, kinds[0]) for name in NAMES)]
    lines = "".join(
        f"a=candidate:{number} 1 {protocol} {2_122_260_223 - number} {host} {PORT} {rest} generation 0\r\n"
        for number, (host, (protocol, rest)) in enumerate(named)
    )
    sdp = re.sub(r"^m=(\w+) \d+ ", rf"m=\1 {PORT} ", sdp, flags=re.MULTILINE)
    sdp = re.sub(r"^c=.*\r\n", "c=IN IP4 10.0.0.1\r\n", sdp, flags=re.MULTILINE)
    sdp = re.sub(r"^a=rtcp:.*\r\n", f"a=rtcp:{PORT} IN IP4 10.0.0.1\r\n", sdp, flags=re.MULTILINE)
    return re.sub(r"^a=ice-ufrag:", lambda found: lines + found[0], sdp, count=1, flags=re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    server: Machine
    sink: Machine

    @property
    def probes(self) -> tuple[int, int]:
        """Packets that left the server for what an offer named, and all that went to other addresses."""
        return self.server.counted("probes"), self.sink.counted("arrived")


@pytest.fixture
def watched() -> Iterator[Watched]:
    """The server counts what leaves it for the offered port or asks for a name, however it is routed."""
    with Machine("server") as server, Machine("sink") as sink:
        connect(server, "10.77.3.1/24", sink, "10.77.3.254/24")
        connect(server, "fd77:3::1/64", sink, "fd77:3::2/64")
        server.run("ip", "route", "add", "default", "via", "10.77.3.254")
        server.run("ip", "-6", "route", "add", "default", "via", "fd77:3::2")
        server.firewall(
            "add counter inet djinar probes",
            "add chain inet djinar output { type filter hook output priority 0; }",
            f"add rule inet djinar output th dport {{ {PORT}, 53, 5353 }} counter name probes",
        )
        sink.firewall(
            "add counter inet djinar arrived",
            "add chain inet djinar arriving { type filter hook prerouting priority 0; }",
            "add rule inet djinar arriving meta l4proto { tcp, udp } counter name arrived",
        )
        yield Watched(server=server, sink=sink)


async def test_no_address_of_an_offer_is_sent_anything(watched: Watched) -> None:
    offer = naming_all(CHROMIUM)

    with watched.server.entered(), stream_server(HANDSHAKE_TIMEOUT_SECONDS=4) as server:
        await post_offer(f"{server.base_url}/offer", offer)
        await stream_ended(server, "handshake-timeout")

    assert offer.count("a=candidate:") >= 3 * 60
    assert watched.probes == (0, 0)


async def test_what_would_be_sent_there_is_counted(watched: Watched) -> None:
    with watched.server.entered():
        for family, address in ((socket.AF_INET, "10.0.0.1"), (socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.sendto(b"", (address, PORT))
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setblocking(False)
            probe.connect_ex(("192.168.1.1", PORT))

    assert watched.probes == (4, 2)
