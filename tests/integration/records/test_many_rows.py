"""As many streams as a process takes, whose rows the database takes late."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import numpy as np

from djinar import GrayImage
from djinar.testing import Camera
from tests.integration.peers.light_peer import LightPeer
from tests.integration.records.databases import Database
from tests.integration.server import DemoServer

SESSIONS = 16
WINDOW_SECONDS = 7
"""Longer than a write waits before it fails, so that the next one is tried as well."""


def grey(number: int) -> GrayImage:
    return np.full((120, 160), 60 + number % 100, dtype=np.uint8)


async def pictures_in_a_window(peers: list[LightPeer]) -> list[int]:
    """How many each gets in the same time."""
    before = [peer.pictures_received for peer in peers]
    await asyncio.sleep(WINDOW_SECONDS)
    return [peer.pictures_received - count for peer, count in zip(peers, before, strict=True)]


async def test_sixteen_streams_go_on_while_none_of_their_rows_can_be_written(
    server: DemoServer, database: Database
) -> None:
    async with AsyncExitStack() as streams:
        peers = [
            await streams.enter_async_context(LightPeer(Camera(pictures=grey, frames_per_second=10)))
            for _ in range(SESSIONS)
        ]
        for peer in peers:
            await peer.connect(f"{server.base_url}/offer", "negative")
            await peer.picture()

        unlocked = await pictures_in_a_window(peers)
        with database.locked():
            written = database.rows("max(seen_at)")
            locked = await pictures_in_a_window(peers)
            written_meanwhile = database.rows("max(seen_at)") != written
        await asyncio.to_thread(server.wait_for_output, "Sessions are recorded again.")
        received = [peer.pictures_received for peer in peers]
    await asyncio.to_thread(server.wait_for_output, "ended: peer-closed (", times=SESSIONS)
    await asyncio.to_thread(server.stop)

    assert not written_meanwhile
    assert min(unlocked) > 0
    assert all(during > without / 2 for during, without in zip(locked, unlocked, strict=True)), (locked, unlocked)
    rows = database.rows("state, reason, frames_out")
    assert [row[:2] for row in rows] == [("ended", "peer-closed")] * SESSIONS
    sent = sorted(row[2] for row in rows)
    assert all(count >= seen for count, seen in zip(sent, sorted(received), strict=True)), (sent, received)
