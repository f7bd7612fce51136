"""A server in a process of its own, and what hostile requests cost it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.integration.server import DemoServer
from tests.integration.stream.serving import stream_server

_CODES = re.findall(
    r"^\| (\d{3}) \| `([a-z-]+)` \|", (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(), re.MULTILINE
)
REFUSALS = {(int(status), code) for status, code in _CODES}
"""Those of the protocol."""
_ANSWER_SECONDS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    status: int
    content_type: str
    document: Mapping[str, Any]
    cpu_seconds: float
    """Of the whole server process, until the reply was there."""


class Target:
    def __init__(self, server: DemoServer, connection: HTTPConnection) -> None:
        self.server = server
        self._connection = connection

    @property
    def cpu_seconds(self) -> float:
        """Source: clock_getcpuclockid(3), whose clocks of processes Linux numbers so."""
        return time.clock_gettime(~self.server.pid << 3 | 2)

    @property
    def memory_peak_kb(self) -> int:
        status = Path(f"/proc/{self.server.pid}/status").read_text()
        return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0])

    def forget_memory_peak(self) -> None:
        """Source: proc_pid_clear_refs(5)."""
        Path(f"/proc/{self.server.pid}/clear_refs").write_text("5")

    def post(self, body: bytes, path: str = "/offer") -> Reply:
        """Raises:
        OSError: the server died, or hangs.
        """
        before_seconds = self.cpu_seconds
        self._connection.request("POST", path, body, {"Content-Type": "application/json"})
        with self._connection.getresponse() as response:
            return Reply(
                status=response.status,
                content_type=response.headers["Content-Type"],
                document=json.loads(response.read()),
                cpu_seconds=self.cpu_seconds - before_seconds,
            )

    def figures(self) -> dict[str, int]:
        self._connection.request("GET", "/figures")
        with self._connection.getresponse() as response:
            return dict(json.loads(response.read()))


@contextmanager
def target(*arguments: str, **settings: Any) -> Iterator[Target]:
    with stream_server("uvicorn", "--no-access-log", *arguments, **settings) as server:
        address = urlsplit(server.base_url).netloc
        with closing(HTTPConnection(address, timeout=_ANSWER_SECONDS)) as connection:
            yield Target(server, connection)
