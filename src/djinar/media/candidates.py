"""Our own candidates: which are announced, and whom a relay lets through to us."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence

_RELATED = re.compile(r" raddr (\S+) rport \d+")
_UNUSED_PORT = 65535


def announced(sdp: str, networks: Sequence[str]) -> str:
    """The answer with those of our candidates only whose address on this machine is in one of the networks, if any are
    named. A relay's address is the relay's and stays.
    """
    if not networks:
        return sdp
    allowed = [ipaddress.ip_network(network) for network in networks]
    lines = []
    for line in sdp.splitlines():
        if line.startswith("c="):
            lines.append("c=IN IP4 0.0.0.0")  # the default for peers without ICE, which we have none of
        elif not line.startswith("a=candidate:"):
            lines.append(line)
        elif (own := _own_address(line)) is None or any(own in network for network in allowed):
            lines.append(_RELATED.sub(" raddr 0.0.0.0 rport 0", line))
    return "\r\n".join(lines) + "\r\n"


def _own_address(line: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Source: RFC 8839 section 5.1, whose fifth field is the connection address and whose eighth the type."""
    fields = line.split(" ")
    if fields[7] == "host":
        return ipaddress.ip_address(fields[4])
    if fields[7] == "srflx" and (related := _RELATED.search(line)):
        return ipaddress.ip_address(related[1])
    return None


def relayed_addresses(sdp: str) -> list[str]:
    """Where our relays listen for us."""
    found = re.findall(r"^a=candidate:\S+ \d+ udp \d+ (\S+) \d+ typ relay", sdp, re.MULTILINE | re.IGNORECASE)
    return list(dict.fromkeys(found))


def at_unknown_port(address: str) -> str:
    """A candidate for a peer of which the address is known and nothing else."""
    return f"candidate:1 1 udp 1 {address} {_UNUSED_PORT} typ host"
