"""Peers that come and go, and what a server process holds when they have gone."""

from __future__ import annotations

import asyncio
from collections import Counter

import numpy as np

from djinar import GrayImage
from djinar.testing import Camera
from tests.integration.peers.light_peer import LightPeer
from tests.integration.peers.offers import request
from tests.integration.records.databases import in_sqlite
from tests.integration.server import DemoServer

_AT_ONCE = 4
_WAIT_SECONDS = 30


async def stream(server: DemoServer, times: int) -> None:
    """So many peers connect, see one picture and go; a few at once."""
    remaining = list(range(times))

    async def one_after_another() -> None:
        while remaining:
            remaining.pop()
            async with LightPeer(Camera(pictures=_grey)) as peer:
                await peer.connect(f"{server.base_url}/offer", "negative")
                await peer.picture()

    await asyncio.gather(*(one_after_another() for _ in range(_AT_ONCE)))


def _grey(number: int) -> GrayImage:
    return np.full((120, 160), 60 + number % 100, dtype=np.uint8)


async def figures(server: DemoServer) -> dict[str, int]:
    reply = await asyncio.to_thread(request, f"{server.base_url}/figures")
    return dict(reply.document)


async def settled(server: DemoServer) -> dict[str, int]:
    """The figures when nothing of any session is left, which takes some seconds."""
    async with asyncio.timeout(_WAIT_SECONDS):
        found = await figures(server)
        while found["sessions"] or found["kept"] or found["tasks"]:
            await asyncio.sleep(0.5)  # nobody tells of what is freed
            found = await figures(server)
    return found


async def recorded(server: DemoServer, **reasons: int) -> None:
    """Wait until there are so many rows of sessions that ended for each reason, and no others."""
    database = in_sqlite(server.database)
    wanted = {("ended", reason.replace("_", "-")): count for reason, count in reasons.items()}
    async with asyncio.timeout(_WAIT_SECONDS):
        while (found := Counter(await asyncio.to_thread(database.rows, "state, reason"))) != wanted:  # noqa: ASYNC110
            await asyncio.sleep(0.2)  # nobody tells of a row
    assert found == wanted
