"""coturn, configured as the documentation says, with a secret that it shares with the site."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

_GUIDE = Path(__file__).parents[2] / "docs" / "running.md"
SECRET = "tests only"  # noqa: S105

_START_SECONDS = 15.0


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
        self._log.seek(0)
        return self._log.read()

    def __enter__(self) -> Self:
        self._scratch = tempfile.TemporaryDirectory(prefix="djinar-relay-")
        self._log = tempfile.TemporaryFile("w+")
        self._process = subprocess.Popen(
            [
                *("turnserver", "-c", str(self._configuration()), "--log-file=stdout", "--verbose"),
                *(f"--pidfile={self._scratch.name}/pid", f"--userdb={self._scratch.name}/db"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        try:
            self._wait_until_accepting()
        except BaseException as error:
            error.add_note(f"coturn printed:\n{self.log}")
            self.__exit__(type(error), error, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(10)
        self._log.close()
        self._scratch.cleanup()

    def _configuration(self) -> Path:
        """The documentation's, with an address and ports of our own."""
        found = re.search(
            r"^```ini\n# /etc/turnserver.conf\n(.*?)^```", _GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL
        )
        if found is None:
            raise RuntimeError(f"{_GUIDE.name} has no configuration of coturn")
        own = {
            "static-auth-secret": SECRET,
            "listening-ip": self._address,
            "relay-ip": self._address,
            "max-port": "49999",
        }
        lines = [
            f"{name}={own[name]}" if (name := line.partition("=")[0]) in own else line for line in found[1].splitlines()
        ]
        written = Path(self._scratch.name) / "turnserver.conf"
        written.write_text("\n".join([*lines, f"listening-port={self._port}", *self._options]) + "\n", "utf-8")
        return written

    def _wait_until_accepting(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                socket.create_connection((self._address, self._port), timeout=1).close()
            except ConnectionRefusedError:
                # coturn tells of nothing when it listens.
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return


@contextmanager
def relay_on_loopback() -> Iterator[Relay]:
    """For what is all on this machine; the test is skipped where there is no coturn."""
    if shutil.which("turnserver") is None:
        pytest.skip("There is no command 'turnserver' here. On Debian: apt-get install coturn")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = int(listening.getsockname()[1])
    with Relay("127.0.0.1", port=port, allowed=["127.0.0.1"], options=["allow-loopback-peers"]) as relay:
        yield relay
