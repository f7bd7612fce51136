"""The demo, served by a process of its own: what a test starts, talks to and ends."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Condition, Thread
from types import TracebackType
from typing import Literal, Self, TypeAlias

DEMO_FOLDER = Path(__file__).parents[2] / "demo"
ADDRESS = re.compile(
    r"(?:running on|Running on|development server at|Listening at:) http://([\d.]+|\[[\da-f:]+\]):(\d+)"
)
STARTED = "Application startup complete."
"""What uvicorn prints each time the demo's application has started, so once more after every reload."""

COMMANDS: Mapping[str, Sequence[str]] = {
    "uvicorn": [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port=0", "--no-use-colors"],
    "granian": [sys.executable, "-m", "granian", "--interface=asgi", "--port={free}", "config.asgi:application"],
    "hypercorn": [sys.executable, "-m", "hypercorn", "--bind=127.0.0.1:{free}", "config.asgi:application"],
    "runserver": [sys.executable, "manage.py", "runserver", "--noreload", "127.0.0.1:0"],
}
"""Port 0 lets the system choose a free one; those that do not print which are given one."""

ServerName: TypeAlias = Literal["uvicorn", "granian", "hypercorn", "runserver"]


class DemoServer:
    """A context manager: the server answers when the block begins, and has ended when the block is left.

    The process sees this process's environment without its Django settings, then ``environment``. Unless that names a
    ``DJANGO_DATABASE``, it has a migrated database of its own. With ``settings_module`` left out, the demo chooses.
    What the process printed is in ``output``, and is added as a note to an exception that leaves the block.
    """

    def __init__(
        self,
        *arguments: str,
        command: ServerName = "uvicorn",
        settings_module: str | None = None,
        environment: Mapping[str, str] | None = None,
        folder: Path = DEMO_FOLDER,
        deadline_seconds: float = 60,
    ) -> None:
        self._arguments = [part.format(free=_free_port()) for part in COMMANDS[command]] + [*arguments]
        self._settings_module = settings_module
        self._environment = environment or {}
        self._folder = folder
        self._deadline_seconds = deadline_seconds
        self._lines: list[str] = []
        self._printed = Condition()
        self._ended = False
        self.base_url = ""
        """Such as ``http://127.0.0.1:49152``, without a slash at its end."""
        self.database = ""
        """As in ``DJANGO_DATABASE``."""

    @property
    def output(self) -> str:
        with self._printed:
            return "".join(self._lines)

    @property
    def pid(self) -> int:
        return self._process.pid

    def __enter__(self) -> Self:
        self._scratch = tempfile.TemporaryDirectory(prefix="djinar-demo-")
        try:
            self._start()
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if hasattr(self, "_process"):
                self.stop()
        finally:
            self._scratch.cleanup()
            if error is not None:
                error.add_note(f"The demo server printed:\n{self.output}")

    def send_signal(self, number: signal.Signals) -> None:
        """Return at once: ``SIGINT`` is what a developer's Ctrl-C sends."""
        self._process.send_signal(number)

    def stop(self, *, deadline_seconds: float = 15) -> int:
        """Ask the server to end, as an operator does; return its exit status.

        Raises TimeoutError, once the process is gone all the same, if it did not end in time.
        """
        self._process.terminate()
        try:
            status = self._process.wait(deadline_seconds)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._reader.join()
            raise TimeoutError(
                f"the server had not ended after {deadline_seconds} s; it printed:\n{self.output}"
            ) from None
        self._reader.join()
        return status

    def wait_for_output(self, text: str, *, times: int = 1) -> None:
        """Block until the server has printed ``text`` that many times since it started."""

        def there() -> bool:
            return "".join(self._lines).count(text) >= times

        with self._printed:
            self._printed.wait_for(lambda: self._ended or there(), self._deadline_seconds)
            if not there():
                wanted = "ended without printing" if self._ended else "did not print in time"
                raise RuntimeError(f"the server {wanted}: {text}")

    def _start(self) -> None:
        environment = self._process_environment()
        if "DJANGO_DATABASE" not in environment:
            environment["DJANGO_DATABASE"] = str(Path(self._scratch.name) / "demo.sqlite3")
            self._run([sys.executable, "manage.py", "migrate", "--verbosity=0"], environment)
        self.database = environment["DJANGO_DATABASE"]
        self._process = subprocess.Popen(
            self._arguments,
            cwd=self._folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # so that a server that has to be killed takes its reloader's child along
        )
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()
        host, port = self._wait_for_address()
        self._wait_until_accepting(host, port)
        self.base_url = f"http://{host}:{port}"

    def _process_environment(self) -> dict[str, str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
        environment["PYTHONUNBUFFERED"] = "1"
        if self._settings_module is not None:
            environment["DJANGO_SETTINGS_MODULE"] = self._settings_module
        return environment | dict(self._environment)

    def _run(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        finished = subprocess.run(
            arguments, cwd=self._folder, env=environment, capture_output=True, text=True, check=False
        )
        self._lines.append(finished.stdout + finished.stderr)
        if finished.returncode != 0:
            raise RuntimeError(f"{' '.join(arguments)} ended with status {finished.returncode}")

    def _read(self) -> None:
        stdout = self._process.stdout
        if stdout is None:
            raise RuntimeError("the server's output is not piped")
        with stdout:
            for line in stdout:
                with self._printed:
                    self._lines.append(line)
                    self._printed.notify_all()
        with self._printed:
            self._ended = True
            self._printed.notify_all()

    def _wait_for_address(self) -> tuple[str, int]:
        with self._printed:
            self._printed.wait_for(lambda: self._ended or ADDRESS.search("".join(self._lines)), self._deadline_seconds)
            printed = ADDRESS.search("".join(self._lines))
        if printed is None:
            raise RuntimeError("the server printed no address")
        return printed[1], int(printed[2])

    def _wait_until_accepting(self, host: str, port: int) -> None:
        deadline = time.monotonic() + self._deadline_seconds
        while True:
            try:
                socket.create_connection((host.strip("[]"), port), timeout=1).close()
            except ConnectionRefusedError:
                # A reloader prints the address before its child listens, and nothing tells when that is.
                if self._ended or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                return


def _free_port() -> int:
    with socket.create_server(("", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port
