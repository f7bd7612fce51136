"""Processes that a benchmark starts, and that end with it, whatever happens."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ROOT = Path(__file__).parent.parent
_START_SECONDS = 30
_END_SECONDS = 5


@contextmanager
def python(*arguments: str, within_seconds: float) -> Iterator[subprocess.Popen[str]]:
    """``python ARGUMENTS`` from the root of the repository, killed when it takes longer."""
    command, environment = [sys.executable, *arguments], os.environ | {"WRTC_ALLOW_LOOPBACK": "1"}
    process = subprocess.Popen(
        command, cwd=_ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    deadline = threading.Timer(within_seconds, process.kill)
    deadline.start()
    try:
        yield process
    finally:
        deadline.cancel()
        process.terminate()
        try:
            process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for stream in (process.stdin, process.stdout):
            if stream:
                stream.close()


def line(process: subprocess.Popen[str]) -> str:
    """The next line that a process prints; an error when it ended instead."""
    text = process.stdout.readline() if process.stdout else ""
    if not text:
        raise RuntimeError(f"{process.args!r} ended without a word; its error is above")
    return text.strip()


def say(process: subprocess.Popen[str], text: str = "") -> None:
    """A line, which the process may be waiting for."""
    if process.stdin:
        process.stdin.write(f"{text}\n")
        process.stdin.flush()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for_port(port: int, process: subprocess.Popen[str]) -> None:
    """Blocks until the process listens."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{process.args!r} does not listen on port {port}")
