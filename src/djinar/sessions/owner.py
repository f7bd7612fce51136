"""Whose a session is."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address, ip_network

_ONE_SUBSCRIBER_IPV6_BITS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What is kept of the request that opened a session, to ask again whether it may: JSON values."""

    host: str
    path: str
    """Below the root of the site, with the query."""
    scheme: str = "http"
    port: str = "80"
    urlconf: str | None = None
    """By which a middleware had the path resolved, in place of the site's."""
    password_mark: str = ""
    """Of the user's password at that time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    user_id: str | None = None
    """``None`` for somebody who is not logged in."""

    address: str = ""
    """The client's IP address; ``""`` where the server does not know it."""

    visit: Visit | None = field(default=None, repr=False)
    """``None`` where nothing can be asked again."""

    @property
    def address_block(self) -> str:
        """What one subscriber has: an IPv4 address, or all addresses of an IPv6 link.

        Source: RFC 6177 section 2: an IPv6 subscriber gets 64 bits at the least to choose from.
        """
        if not self.address or not isinstance(ip_address(self.address), IPv6Address):
            return self.address
        return str(ip_network(f"{self.address}/{_ONE_SUBSCRIBER_IPV6_BITS}", strict=False))


NOBODY = Owner()
