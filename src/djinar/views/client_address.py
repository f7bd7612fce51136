"""Where a request comes from."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address

from django.http import HttpRequest

_WITH_PORT = re.compile(r"\[(?P<ipv6>[^\]]+)\](?::\d+)?|(?P<ipv4>[\d.]+):\d+")


def client_address(request: HttpRequest, trusted_proxy_count: int) -> str:
    """The client's IP address, ``""`` where the server does not know it.

    Each proxy appends to ``X-Forwarded-For`` whom it heard; what stands before the entries of our own proxies is the
    client's to invent. An entry that is no address is not the client's, then: the proxy's own counts.
    """
    direct = str(request.META.get("REMOTE_ADDR") or "")
    forwarded = [entry.strip() for entry in request.headers.get("X-Forwarded-For", "").split(",") if entry.strip()]
    if not trusted_proxy_count or not forwarded:
        return _address(direct)
    return _address(forwarded[-min(trusted_proxy_count, len(forwarded))]) or _address(direct)


def _address(text: str) -> str:
    """In its shortest form: without a port, a zone or an IPv4 address dressed as an IPv6 one."""
    if matched := _WITH_PORT.fullmatch(text):
        text = matched["ipv6"] or matched["ipv4"]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    return str((isinstance(address, IPv6Address) and address.ipv4_mapped) or address)
