"""How a server is reached."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class IceServer:
    """A STUN or TURN server. Source: RFC 7064 and RFC 7065 for the URLs."""

    urls: tuple[str, ...]
    username: str | None = None
    credential: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    ice_servers: tuple[IceServer, ...] = ()
    """Asked for our own addresses and for relays; none means that nobody else learns of a session."""

    port_range: tuple[int, int] | None = None
    """The lowest and the highest UDP port for media, or any."""

    public_addresses: tuple[str, ...] = ()
    """Announced in place of private ones, for a server behind 1:1 NAT."""

    allow_loopback: bool = False
    """Peers on this machine may connect through 127.0.0.1 and ::1."""

    gathering_seconds: float = 2.0
    """The answer waits this long for candidates, and goes out with those found by then."""
