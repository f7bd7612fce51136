"""A server that a test starts, with what it printed."""

from __future__ import annotations

import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_START_SECONDS = 30.0
_STOP_SECONDS = 20.0


class Program:
    """A context manager: the program takes connections when the block begins, and has ended when it is left."""

    def __init__(self, arguments: Sequence[str | Path], address: tuple[str, int] | Path, **options: Any) -> None:
        """``address`` is where it listens: a port, or a socket in the file system; ``options`` are those of Popen."""
        self._arguments = arguments
        self._address = address
        self._options = options

    @property
    def output(self) -> str:
        self._printed.seek(0)
        return self._printed.read()

    def __enter__(self) -> Self:
        self._printed = tempfile.TemporaryFile("w+")
        self._process = subprocess.Popen(
            self._arguments,
            stdin=subprocess.DEVNULL,
            stdout=self._printed,
            stderr=subprocess.STDOUT,
            **self._options,
        )
        try:
            self._wait_until_accepting()
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is not None:
            error.add_note(f"{self._arguments[0]} printed:\n{self.output}")
        self.stop()
        self._printed.close()

    def stop(self) -> int:
        """As a service manager does. The exit status."""
        self._process.terminate()
        try:
            return self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise

    def _wait_until_accepting(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                self._connect()
            except (ConnectionRefusedError, FileNotFoundError):
                # Nothing tells when a program listens.
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return

    def _connect(self) -> None:
        family = socket.AF_UNIX if isinstance(self._address, Path) else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as tried:
            tried.settimeout(1)
            tried.connect(str(self._address) if isinstance(self._address, Path) else self._address)
