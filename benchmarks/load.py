"""The load process: ``python -m benchmarks.load URL PLAN``, a process of its own so that its cost is not the server's.

Prints ``warm`` when the measuring begins and, at its end, one line of JSON: the findings of each peer.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict

from benchmarks.findings import Findings, findings
from benchmarks.peer import Peer
from benchmarks.plan import Plan


async def run(url: str, plan: Plan) -> None:
    peers = [Peer(url, plan) for _ in range(plan.peers)]
    for peer in peers:
        await peer.connect()
    await asyncio.sleep(plan.warm_up_seconds)

    print("warm", flush=True)
    print(json.dumps([asdict(each) for each in await measured(peers, plan.seconds)]), flush=True)
    for peer in peers:
        await peer.close()


async def measured(peers: Sequence[Peer], seconds: float) -> list[Findings]:
    """What each sees from now on."""
    began, before = time.perf_counter(), [await peer.counters() for peer in peers]
    await asyncio.sleep(seconds)
    ended, after = time.perf_counter(), [await peer.counters() for peer in peers]
    spans = zip(peers, before, after, strict=True)
    return [findings(peer.log, old, new, (began, ended)) for peer, old, new in spans]


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], Plan(**json.loads(sys.argv[2]))))
    # The engine's own threads are not worth waiting for at the end of a process that has said everything.
    sys.stdout.flush()
    os._exit(0)
