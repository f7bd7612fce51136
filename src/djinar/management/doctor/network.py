"""Whether peers can reach the server, as far as it can tell from inside."""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
import time
from collections.abc import Iterable, Iterator

from djinar.management.doctor import stun
from djinar.management.doctor.finding import Finding
from djinar.media.network import IceServer, Network

_BORROWER = "djinar_doctor"
_RELAY_SECONDS = 5.0


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
    """Each is asked, for up to some seconds: a STUN server for our address, a TURN server for a relay."""
    known = [*network.ice_servers, *network.browser_ice_servers]
    for server, url in dict.fromkeys((one, url) for one in known for url in one.urls):
        yield _relay(network, server, url) if url.startswith("turn") else _stun(url)


def _stun(url: str) -> Finding:
    try:
        seen_as = stun.ask(url)
    except OSError as error:
        return Finding(
            "wrong", "ice server", f"{url} does not answer: {error}.", "Start it, or let UDP out to it and back."
        )
    return Finding("ok", "ice server", f"{url} answers" + (f", and sees us as {seen_as}." if seen_as else "."))


def _relay(network: Network, server: IceServer, url: str) -> Finding:
    # Load the engine, which nothing else here needs.
    from djinar.media.engine import start_engine
    from djinar.media.relays import UNAUTHORIZED, NotRelayed, ask_for_relay

    start_engine(network)
    lent = server.lent_to(_BORROWER, time.time())
    asked = ask_for_relay(url, lent.username, lent.credential, longest_seconds=_RELAY_SECONDS)
    try:
        return Finding("ok", "ice server", f"{url} relays, at {asyncio.run(asked)}.")
    except NotRelayed as error:
        if error.status != UNAUTHORIZED:
            advice = "Start it and let UDP, or TCP where the URL says so, out to it and back; its own log says more."
        elif server.secret is None:
            advice = "See that it knows this username with this credential."
        else:
            advice = "See that it shares this secret (coturn's static-auth-secret), and that both clocks are right."
        return Finding("wrong", "ice server", f"{url} does not relay: {error}.", advice)


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
