"""ICE servers as the settings name them, and as pages are told of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from djinar.media.network import RELAY_SECONDS, IceServer
from djinar.setting_values import read_list, read_text

ALLOWED = (
    'a list of URLs such as "stun:stun.example.org", or of dictionaries of urls, and for TURN either secret (and '
    "perhaps lifetime_seconds, from 30 to 86400) or username and credential"
)

_HOST = r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>\d{1,5}))?"
_URLS = (re.compile(rf"stuns?:{_HOST}"), re.compile(rf"turns?:{_HOST}(?:\?transport=(?:udp|tcp))?"))
_SHORTEST_SECONDS, _LONGEST_SECONDS = 30, 86_400


def read_ice_servers(value: Any) -> tuple[IceServer, ...]:
    """Raises:
    ValueError, TypeError: it is not as ``ALLOWED`` says.
    """
    return tuple(_read(**{"urls": server} if isinstance(server, str) else server) for server in read_list(value))


def _read(
    *,
    urls: Any,
    username: Any = None,
    credential: Any = None,
    secret: Any = None,
    lifetime_seconds: Any = RELAY_SECONDS,
) -> IceServer:
    urls = (urls,) if isinstance(urls, str) else tuple(read_list(urls))
    if not urls or not all(_is_url(url) for url in urls):
        raise ValueError
    if not any(url.startswith("turn") for url in urls):
        return IceServer(urls=urls)
    if secret is None:
        return IceServer(urls=urls, username=read_text(username), credential=read_text(credential))
    if username is not None or credential is not None:
        raise ValueError
    if type(lifetime_seconds) is not int or not _SHORTEST_SECONDS <= lifetime_seconds <= _LONGEST_SECONDS:
        raise ValueError
    return IceServer(urls=urls, secret=read_text(secret), lifetime_seconds=lifetime_seconds)


def _is_url(url: str) -> bool:
    """Source: RFC 7064 and RFC 7065."""
    matches = [found for pattern in _URLS if (found := pattern.fullmatch(url))]
    return bool(matches) and int(matches[0]["port"] or 0) <= 65535


def as_rtc_ice_servers(servers: Iterable[IceServer]) -> list[dict[str, object]]:
    """Source: W3C WebRTC, section 4.2.2, ``RTCIceServer``, which takes no ``null``."""
    members = [
        {"urls": server.urls, "username": server.username, "credential": server.credential} for server in servers
    ]
    return [{name: member for name, member in named.items() if member is not None} for named in members]
