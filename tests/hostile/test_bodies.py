"""Requests whose size is the attack, sent to uvicorn as bytes."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.hostile.mutations import REAL, as_body
from tests.hostile.target import Target, target

MAY_GROW_KB = 2_000
BUFFERS_KB = 10_000
"""Of uvicorn and Django, which keeps the first 2.5 MB in memory and the rest on disk. Measured: 4,000 to 6,000."""
CPU_SECONDS = 1.0
HEAD = b"POST /offer HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
CHUNK = b"10000\r\n" + b"x" * 65_536 + b"\r\n"


@pytest.fixture(scope="module")
def attacked() -> Iterator[Target]:
    """It serves as before when all is over."""
    with target() as server:
        server.post(as_body(REAL[0]))
        yield server
        assert server.post(as_body(REAL[0])).status == 200
    assert "Traceback" not in server.server.output


def sent(attacked: Target, *parts: bytes, hangs_up: bool = False) -> bytes:
    """What the server answers; nothing if it hung up before all was sent."""
    address = urlsplit(attacked.server.base_url)
    with socket.create_connection((address.hostname, address.port), timeout=30) as client:
        try:
            for part in parts:
                client.sendall(part)
            if hangs_up:
                client.shutdown(socket.SHUT_WR)
            return client.makefile("rb").read()
        except ConnectionError:
            return b""


def test_a_hundred_megabytes_without_a_length_are_refused_and_kept_out_of_memory(attacked: Target) -> None:
    chunked = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
    before_kb = attacked.memory_peak_kb

    answer = sent(attacked, chunked, *[CHUNK] * 1_600, b"0\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'"code": "too-large"' in answer
    assert attacked.memory_peak_kb - before_kb <= BUFFERS_KB


@pytest.mark.parametrize(
    "length",
    [b"", b"Content-Length: 10\r\n", b"Content-Length: -5\r\n", b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"],
    ids=["none", "too short", "negative", "two"],
)
def test_a_body_of_a_false_length_is_refused(attacked: Target, length: bytes) -> None:
    before_kb, before_seconds = attacked.memory_peak_kb, attacked.cpu_seconds

    answer = sent(attacked, HEAD, length, b"\r\n", *[b"x" * 65_536] * 16)

    assert answer == b"" or answer.startswith(b"HTTP/1.1 4")
    assert attacked.memory_peak_kb - before_kb <= MAY_GROW_KB
    assert attacked.cpu_seconds - before_seconds <= CPU_SECONDS


def test_a_body_that_never_comes_costs_nothing(attacked: Target) -> None:
    before_kb = attacked.memory_peak_kb

    answer = sent(attacked, HEAD, b"Content-Length: 99999999999\r\n\r\n", b"x" * 65_536, hangs_up=True)

    assert answer == b""
    assert attacked.memory_peak_kb - before_kb <= MAY_GROW_KB


@pytest.mark.parametrize("line", [b"X-Forwarded-For: 192.0.2.1\r\n", b"Cookie: a=b\r\n", b"Origin: x\r\n"], ids=str)
def test_two_hundred_thousand_headers_are_refused(attacked: Target, line: bytes) -> None:
    before_kb, before_seconds = attacked.memory_peak_kb, attacked.cpu_seconds

    answer = sent(attacked, HEAD, *[1_000 * line] * 200, b"\r\n")

    assert answer == b"" or answer.startswith(b"HTTP/1.1 4")
    assert attacked.memory_peak_kb - before_kb <= MAY_GROW_KB
    assert attacked.cpu_seconds - before_seconds <= CPU_SECONDS


def test_a_thousand_headers_of_proxies_cost_little(attacked: Target) -> None:
    """As many as a server lets through."""
    before_seconds = attacked.cpu_seconds

    answer = sent(attacked, HEAD, b"Content-Length: 2\r\n", b"X-Forwarded-For: 192.0.2.1\r\n" * 1_000, b"\r\n{}")

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert attacked.cpu_seconds - before_seconds <= CPU_SECONDS
