"""How a server is reached."""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass, field, replace

RELAY_SECONDS = 600
"""How long a credential made from a secret is good for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IceServer:
    """A STUN or TURN server. Source: RFC 7064 and RFC 7065 for the URLs.

    A TURN server has a credential that everybody may see who may use it, or a secret that it shares with us alone.
    """

    urls: tuple[str, ...]
    username: str | None = None
    credential: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    lifetime_seconds: int = RELAY_SECONDS

    def lent_to(self, borrower: str, at_seconds: float) -> IceServer:
        """With a credential of the borrower's own, which ends ``lifetime_seconds`` after that Unix time.

        As it is, where there is no secret. Source: draft-uberti-behave-turn-rest-00 section 2.2; coturn's
        ``use-auth-secret``.
        """
        if self.secret is None:
            return self
        username = f"{int(at_seconds) + self.lifetime_seconds}:{borrower}"
        signature = hmac.digest(self.secret.encode(), username.encode(), "sha1")
        return replace(self, username=username, credential=base64.b64encode(signature).decode(), secret=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    ice_servers: tuple[IceServer, ...] = ()
    """Asked by this server for its own addresses and for relays; none means that nobody else learns of a session."""

    browser_ice_servers: tuple[IceServer, ...] = ()
    """Asked by pages for theirs."""

    port_range: tuple[int, int] | None = None
    """The lowest and the highest UDP port for media, or any."""

    announced_networks: tuple[str, ...] = ()
    """Of this machine's addresses only those in these are announced, as in "192.0.2.0/24"; none means all."""

    public_addresses: tuple[str, ...] = ()
    """Announced in place of private ones, for a server behind 1:1 NAT."""

    allow_loopback: bool = False
    """Peers on this machine may connect through 127.0.0.1 and ::1."""

    gathering_seconds: float = 2.0
    """The answer waits this long for candidates, and goes out with those found by then."""
