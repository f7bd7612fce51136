"""Whether peers can reach the server, as far as it can tell from inside."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable, Iterator

from djinar.management.doctor import stun
from djinar.management.doctor.finding import Finding
from djinar.media.network import Network


def ports(network: Network, max_sessions: int) -> Finding:
    if network.port_range is None:
        return Finding(
            "note", "ports", "PORT_RANGE is not set: media use any UDP port.", "Set it, and let it in at the firewall."
        )
    low, high = network.port_range
    count = high - low + 1
    taken = [port for port in range(low, high + 1) if not _can_bind(port)]
    if len(taken) == count:
        return Finding("wrong", "ports", f"all of UDP {low} to {high} are taken.", "Choose another PORT_RANGE.")
    if count - len(taken) < max_sessions:
        return Finding(
            "wrong",
            "ports",
            f"{count - len(taken)} of UDP {low} to {high} are free, MAX_SESSIONS is {max_sessions}.",
            "A session takes one for every address of the machine: widen PORT_RANGE.",
        )
    return Finding("ok", "ports", f"{count - len(taken)} of {count} UDP ports from {low} to {high} are free.")


def _can_bind(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        try:
            udp.bind(("", port))
        except OSError:
            return False
        return True


def ice_servers(network: Network) -> Iterator[Finding]:
    """Each is asked, for up to some seconds."""
    servers = [*network.ice_servers, *network.browser_ice_servers]
    for url in dict.fromkeys(url for server in servers for url in server.urls):
        try:
            seen_as = stun.ask(url)
        except OSError as error:
            yield Finding(
                "wrong", "ice server", f"{url} does not answer: {error}.", "Start it, or let UDP out to it and back."
            )
        else:
            yield Finding("ok", "ice server", f"{url} answers" + (f", and sees us as {seen_as}." if seen_as else "."))


def addresses(answer: str) -> Finding:
    """Of the candidates in an answer."""
    found = list(dict.fromkeys(re.findall(r"^a=candidate:\S+ \d+ udp \d+ (\S+)", answer, re.MULTILINE | re.IGNORECASE)))
    if any(_is_global(found)):
        return Finding("ok", "addresses", f"{', '.join(found)} are announced.")
    return Finding(
        "note",
        "addresses",
        f"only private ones are announced: {', '.join(found)}.",
        "For peers outside of this network set PUBLIC_ADDRESSES, or a TURN server in ICE_SERVERS.",
    )


def _is_global(found: Iterable[str]) -> Iterator[bool]:
    for address in found:
        try:
            yield ipaddress.ip_address(address).is_global
        except ValueError:  # a host name
            yield False
