"""coturn, configured as the guide says, with a secret that it shares with the site."""

from __future__ import annotations

import shutil
import socket
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

from tests.program import Program

_CONFIGURATION = Path(__file__).parents[2] / "deploy" / "turnserver.conf"
SECRET = "tests only"  # noqa: S105


class Relay:
    """A context manager: coturn takes connections when the block begins, and has ended when it is left.

    It relays to the ``allowed`` addresses although they are private ones.
    """

    def __init__(self, address: str, *, port: int, allowed: Sequence[str] = (), options: Sequence[str] = ()) -> None:
        self._address = address
        self._port = port
        self._options = (*(f"allowed-peer-ip={peer}" for peer in allowed), *options)

    @property
    def url(self) -> str:
        return f"turn:{self._address}:{self._port}"

    def setting(self, **more: Any) -> dict[str, Any]:
        """As in ``ICE_SERVERS``."""
        return {"urls": self.url, "secret": SECRET, **more}

    @property
    def log(self) -> str:
        return self._program.output

    def __enter__(self) -> Self:
        self._scratch = tempfile.TemporaryDirectory(prefix="djinar-relay-")
        self._program = Program(
            [
                *("turnserver", "-c", self._configuration(), "--log-file=stdout", "--verbose"),
                *(f"--pidfile={self._scratch.name}/pid", f"--userdb={self._scratch.name}/db"),
            ],
            (self._address, self._port),
        )
        self._program.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._program.__exit__(kind, error, traceback)
        self._scratch.cleanup()

    def _configuration(self) -> Path:
        """The guide's, with an address and ports of our own."""
        own = {
            "static-auth-secret": SECRET,
            "listening-ip": self._address,
            "relay-ip": self._address,
            "max-port": "49999",
        }
        lines = [
            f"{name}={own[name]}" if (name := line.partition("=")[0]) in own else line
            for line in _CONFIGURATION.read_text("utf-8").splitlines()
        ]
        written = Path(self._scratch.name) / "turnserver.conf"
        written.write_text("\n".join([*lines, f"listening-port={self._port}", *self._options]) + "\n", "utf-8")
        return written


@contextmanager
def relay_on_loopback() -> Iterator[Relay]:
    """For what is all on this machine; the test is skipped where there is no coturn."""
    if shutil.which("turnserver") is None:
        pytest.skip("There is no command 'turnserver' here. On Debian: apt-get install coturn")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = int(listening.getsockname()[1])
    with Relay("127.0.0.1", port=port, allowed=["127.0.0.1"], options=["allow-loopback-peers"]) as relay:
        yield relay
