"""Whether a STUN server answers."""

from __future__ import annotations

import ipaddress
import re
import secrets
import socket
import ssl
import struct

_COOKIE = 0x2112A442
_BINDING = 0x0001
_XOR_MAPPED_ADDRESS = 0x0020
_TRIES_SECONDS = (0.3, 0.6, 1.2)
_CONNECT_SECONDS = 3.0


def ask(url: str) -> str:
    """Our address as the server sees it, or ``""`` where only its TLS was tried. Blocking.

    Raises:
        OSError: it does not answer.

    Source: RFC 8489 sections 5 and 6.2.1; RFC 7064 for the URL.
    """
    found = re.fullmatch(r"(stuns?):(?:\[(.+)\]|([^:?]+))(?::(\d+))?", url)
    if not found:
        raise OSError("it is no address of a STUN server")
    scheme, ip6, name, port = found.groups()
    address = (ip6 or name, int(port or (5349 if scheme == "stuns" else 3478)))
    if scheme == "stuns":
        _shake_hands(address)
        return ""
    return _mapped_address(_answer(address))


def _shake_hands(address: tuple[str, int]) -> None:
    with socket.create_connection(address, _CONNECT_SECONDS) as connection:
        ssl.create_default_context().wrap_socket(connection, server_hostname=address[0]).close()


def _answer(address: tuple[str, int]) -> bytes:
    asked = struct.pack("!HHI", _BINDING, 0, _COOKIE) + secrets.token_bytes(12)
    family, _, _, _, found = socket.getaddrinfo(*address, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, socket.SOCK_DGRAM) as udp:
        udp.connect(found)
        for seconds in _TRIES_SECONDS:
            udp.settimeout(seconds)
            udp.send(asked)
            try:
                answer = udp.recv(2048)
            except TimeoutError:
                continue
            if len(answer) >= 20 and answer[4:20] == asked[4:20]:
                return answer
    raise TimeoutError("no answer")


def _mapped_address(answer: bytes) -> str:
    rest = answer[20:]
    while len(rest) >= 4:
        kind, length = struct.unpack("!HH", rest[:4])
        value, rest = rest[4 : 4 + length], rest[4 + (length + 3) // 4 * 4 :]
        if kind == _XOR_MAPPED_ADDRESS and len(value) in (8, 20):
            key = answer[4 : 4 + len(value) - 4]
            return str(ipaddress.ip_address(bytes(a ^ b for a, b in zip(value[4:], key, strict=True))))
    return ""
