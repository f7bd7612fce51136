"""The servers that are compared."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks import processes
from benchmarks.plan import Plan

_LONGEST_SECONDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    name: str
    arguments: Callable[[int], list[str]]
    """Of the Python that serves on a port."""
    paths: tuple[str, str] = ("/offer", "/offer")
    """Where an offer goes that has no sound in it, and one that wants its sound back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    process: subprocess.Popen[str]
    contender: Contender
    port: int

    def url(self, plan: Plan) -> str:
        return f"http://127.0.0.1:{self.port}{self.contender.paths[plan.sound]}"


@contextmanager
def serving(contender: Contender) -> Iterator[Running]:
    """A server of its own process, ready for offers."""
    port = processes.free_port()
    with processes.python(*contender.arguments(port), within_seconds=_LONGEST_SECONDS) as process:
        processes.wait_for_port(port, process)
        yield Running(process=process, contender=contender, port=port)


def _uvicorn(port: int) -> list[str]:
    return ["-m", "uvicorn", "benchmarks.site.asgi:application", "--port", str(port), "--log-level", "warning"]


BARE = Contender(name="bare engine", arguments=lambda port: ["-m", "benchmarks.servers.bare_echo", str(port)])
AIORTC = Contender(name="aiortc's way", arguments=lambda port: ["-m", "benchmarks.servers.aiortc_way", str(port)])
DJINAR = Contender(name="djinar", arguments=_uvicorn, paths=("/offer", "/offer/echo"))
EVERY = (DJINAR, BARE, AIORTC)
