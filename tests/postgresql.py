"""A PostgreSQL server with nothing in it.

``python -m tests.postgresql COMMAND...`` runs a command whose ``DJANGO_DATABASE`` is in one.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg

_START_SECONDS = 30.0
_SETTINGS = {"listen_addresses": "", "fsync": "off", "full_page_writes": "off", "max_connections": "50"}


def missing() -> str:
    """What this machine lacks for it; "" when nothing."""
    return "" if _folder_of_programs() else "there is no PostgreSQL (on Debian: apt-get install postgresql)"


class PostgreSQL:
    """A context manager: the server takes connections when the block begins, and is gone when it is left.

    Its only way in is a socket in a folder of its own.
    """

    def __enter__(self) -> Self:
        self._scratch = tempfile.TemporaryDirectory(prefix="djinar-postgresql-")
        self._log = tempfile.TemporaryFile("w+")
        try:
            self._start()
            self._wait_until_accepting()
        except BaseException as error:
            self._log.seek(0)
            error.add_note(f"PostgreSQL printed:\n{self._log.read()}")
            self.__exit__(type(error), error, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if hasattr(self, "_process"):
            self._process.send_signal(signal.SIGINT)  # a fast shutdown: it ends connections by itself
            self._process.wait(_START_SECONDS)
        self._log.close()
        self._scratch.cleanup()

    def place(self, database: str) -> str:
        """As in ``DJANGO_DATABASE``."""
        return f"postgresql://djinar@/{database}?host={self._scratch.name}"

    def created(self, database: str) -> str:
        """The place of a new one."""
        with psycopg.connect(self.place("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}"')
        return self.place(database)

    def _start(self) -> None:
        programs = _folder_of_programs()
        if programs is None:
            raise FileNotFoundError(missing())
        folder = Path(self._scratch.name)
        own: dict[str, Any] = {"cwd": folder, "stdout": self._log, "stderr": self._log, "stdin": subprocess.DEVNULL}
        if os.geteuid() == 0:  # which PostgreSQL refuses to run as
            own |= {"user": "nobody", "group": "nogroup", "extra_groups": ()}
            shutil.chown(folder, "nobody", "nogroup")
        cluster = folder / "cluster"
        subprocess.run(
            [programs / "initdb", "--auth=trust", "--no-sync", "--username=djinar", "--encoding=UTF8", cluster],
            check=True,
            **own,
        )
        settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        self._process = subprocess.Popen(
            # Even a killed run leaves none behind.
            ["setpriv", "--pdeathsig=INT", programs / "postgres", "-D", cluster, "-k", folder, *settings],
            **own,
        )

    def _wait_until_accepting(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                psycopg.connect(self.place("postgres")).close()
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return


def _folder_of_programs() -> Path | None:
    """Debian keeps them from the path, each release in a folder of its own."""
    found = [Path(named)] if (named := shutil.which("postgres")) else Path("/usr/lib/postgresql").glob("*/bin/postgres")
    return max((program.resolve().parent for program in found), default=None)


def main(command: list[str]) -> int:
    with PostgreSQL() as server:
        environment = os.environ | {"DJANGO_DATABASE": server.created("tests")}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
