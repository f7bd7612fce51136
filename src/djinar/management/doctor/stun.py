"""Whether a STUN or TURN server answers."""

from __future__ import annotations

import ipaddress
import re
import secrets
import socket
import ssl
import struct

_COOKIE = 0x2112A442
_BINDING, _ALLOCATE = 0x0001, 0x0003
_XOR_MAPPED_ADDRESS = 0x0020
_REQUESTED_UDP = struct.pack("!HHBxxx", 0x0019, 4, 17)
_TRIES_SECONDS = (0.3, 0.6, 1.2)
_CONNECT_SECONDS = 3.0


def ask(url: str) -> str:
    """Our address as the server sees it, or ``""`` when it does not say.

    A TURN server is asked for a relay, which it refuses to strangers, but not without a word. Blocking.

    Raises:
        OSError: it does not answer.

    Source: RFC 8489 sections 5 and 6.2.1, RFC 8656 section 7; RFC 7064 and RFC 7065 for the URL.
    """
    found = re.fullmatch(r"(stuns?|turns?):(?:\[(.+)\]|([^:?]+))(?::(\d+))?(?:\?transport=(\w+))?", url)
    if not found:
        raise OSError("it is no address of a STUN or TURN server")
    scheme, ip6, name, port, transport = found.groups()
    address = (ip6 or name, int(port or (5349 if scheme.endswith("s") else 3478)))
    if scheme.endswith("s") or transport == "tcp":
        _connect(address, with_tls=scheme.endswith("s"))
        return ""
    return _mapped_address(_answer(address, _ALLOCATE if scheme == "turn" else _BINDING))


def _connect(address: tuple[str, int], *, with_tls: bool) -> None:
    with socket.create_connection(address, _CONNECT_SECONDS) as connection:
        if with_tls:
            ssl.create_default_context().wrap_socket(connection, server_hostname=address[0]).close()


def _answer(address: tuple[str, int], method: int) -> bytes:
    attributes = _REQUESTED_UDP if method == _ALLOCATE else b""
    asked = struct.pack("!HHI", method, len(attributes), _COOKIE) + secrets.token_bytes(12) + attributes
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
