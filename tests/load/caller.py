"""A caller in a process of its own, so that the two ends of a call do not wait for one another.

``python -m tests.load.caller URL PLAN``
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from benchmarks import processes
from benchmarks.findings import Findings
from benchmarks.load import measured
from benchmarks.peer import Peer
from benchmarks.plan import Plan

_LONGEST_SECONDS = 120
_GOODBYE_SECONDS = 5


class Caller:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def measure(self, seconds: float) -> list[Findings]:
        """What each peer sees from now on. Blocks as long."""
        processes.say(self._process, str(seconds))
        return [Findings.of(peer) for peer in json.loads(processes.line(self._process))]


@contextmanager
def calling(url: str, transform: str, *, peers: int = 1, width_px: int = 640, height_px: int = 480) -> Iterator[Caller]:
    """So many peers, each with a numbered frame 30 times a second. Pictures come back when the block begins."""
    plan = Plan(transform=transform, seconds=0, peers=peers, width_px=width_px, height_px=height_px)
    arguments = "-m", "tests.load.caller", url, json.dumps(asdict(plan))
    with processes.python(*arguments, within_seconds=_LONGEST_SECONDS) as process:
        processes.line(process)
        yield Caller(process)
        processes.say(process)
        process.wait(_GOODBYE_SECONDS)


async def call(url: str, plan: Plan) -> None:
    peers = [Peer(url, plan) for _ in range(plan.peers)]
    for peer in peers:
        await peer.connect()
    _say("streaming")
    while seconds := (await asyncio.to_thread(sys.stdin.readline)).strip():
        _say(json.dumps([asdict(seen) for seen in await measured(peers, float(seconds))]))
    for peer in peers:
        await peer.close()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(call(sys.argv[1], Plan(**json.loads(sys.argv[2]))))
    os._exit(0)  # the engine's own threads are not worth waiting for
