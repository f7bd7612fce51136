"""coturn, with a secret that it shares with the site."""

from __future__ import annotations

import socket
import subprocess
import tempfile
import time
from types import TracebackType
from typing import Any, Self

SECRET = "tests only"  # noqa: S105

_START_SECONDS = 15.0


class Relay:
    """A context manager: coturn takes connections when the block begins, and has ended when it is left.

    ``addresses`` are those it listens at and relays from; each machine that asks it does so at the first.
    """

    def __init__(self, *addresses: str, port: int, options: tuple[str, ...] = ()) -> None:
        self._addresses = addresses
        self._port = port
        self._options = options

    @property
    def url(self) -> str:
        return f"turn:{self._addresses[0]}:{self._port}"

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
                *("turnserver", "-n", "--use-auth-secret", f"--static-auth-secret={SECRET}", "--realm=tests"),
                *(f"--listening-ip={address}" for address in self._addresses),
                *(f"--relay-ip={address}" for address in self._addresses),
                *(f"--listening-port={self._port}", "--min-port=49152", "--max-port=49999"),
                *("--no-cli", "--no-tls", "--no-dtls", "--log-file=stdout", "--verbose"),
                *(f"--pidfile={self._scratch.name}/pid", f"--userdb={self._scratch.name}/db", *self._options),
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

    def _wait_until_accepting(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                socket.create_connection((self._addresses[0], self._port), timeout=1).close()
            except ConnectionRefusedError:
                # coturn tells of nothing when it listens.
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return
