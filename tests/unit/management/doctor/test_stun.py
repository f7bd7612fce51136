"""Questions to a STUN server of the test's own."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from djinar.management.doctor import stun
from djinar.management.doctor.network import ice_servers
from djinar.media.network import IceServer, Network

COOKIE = struct.pack("!I", 0x2112A442)


@contextmanager
def server(answer: Callable[[bytes], bytes], questions: int = 1) -> Iterator[int]:
    """Its port; it answers so many questions."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        udp.settimeout(10)

        def serve() -> None:
            for _ in range(questions):
                asked, client = udp.recvfrom(2048)
                if reply := answer(asked):
                    udp.sendto(reply, client)

        thread = Thread(target=serve)
        thread.start()
        yield udp.getsockname()[1]
        thread.join()


def success(asked: bytes) -> bytes:
    """To a Binding request, with the address 203.0.113.9. Source: RFC 8489 section 14.2."""
    address = bytes(a ^ b for a, b in zip(bytes([203, 0, 113, 9]), COOKIE, strict=True))
    padded = struct.pack("!HH", 0x8022, 3) + b"abc\0"
    mapped = struct.pack("!HHBBH", 0x0020, 8, 0, 1, 4242) + address
    return struct.pack("!HH", 0x0101, len(padded + mapped)) + asked[4:20] + padded + mapped


def test_a_stun_server_says_how_it_sees_us() -> None:
    with server(success) as port:
        assert stun.ask(f"stun:127.0.0.1:{port}") == "203.0.113.9"


def test_a_lost_question_is_asked_again() -> None:
    lost = iter([True, False])

    with server(lambda asked: b"" if next(lost) else success(asked), questions=2) as port:
        assert stun.ask(f"stun:127.0.0.1:{port}") == "203.0.113.9"


def test_an_answer_to_somebody_else_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stun, "_TRIES_SECONDS", (0.05,))

    with server(lambda asked: success(asked[:8] + bytes(12))) as port, pytest.raises(TimeoutError):
        stun.ask(f"stun:127.0.0.1:{port}")


@pytest.mark.parametrize("cut", range(0, 48, 5))
def test_an_answer_that_is_cut_is_no_crash(cut: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stun, "_TRIES_SECONDS", (0.05,))

    with server(lambda asked: success(asked)[:cut] or b"\0") as port:
        try:
            seen_as = stun.ask(f"stun:127.0.0.1:{port}")
        except TimeoutError:
            seen_as = ""

    assert seen_as in ("", "203.0.113.9")


def test_a_server_that_is_away_is_wrong_and_told_of_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stun, "_TRIES_SECONDS", (0.05,))

    with server(lambda asked: b"") as port:
        servers = (IceServer(urls=(f"stun:127.0.0.1:{port}",)),)
        [finding] = ice_servers(Network(ice_servers=servers, browser_ice_servers=servers))

    assert finding.grade == "wrong"
    assert f"stun:127.0.0.1:{port}" in finding.what
