"""A peer in a process of its own, for a test to kill: ``python -m tests.integration.peers URL``."""

from __future__ import annotations

import asyncio
import sys

from tests.integration.peers.aiortc_peer import AiortcPeer


async def stay(url: str) -> None:
    async with AiortcPeer() as peer:
        await peer.connect(url)
        await peer.pictures.next()
        sys.stdout.write("streaming\n")
        sys.stdout.flush()
        await peer.closed.wait()


asyncio.run(stay(sys.argv[1]))
