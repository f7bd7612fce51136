"""As many streams as a process takes, whose rows the database takes late."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import numpy as np

from djinar import GrayImage
from djinar.testing import Camera
from tests.integration.peers.light_peer import LightPeer
from tests.integration.records.databases import Database, until
from tests.integration.server import DemoServer

SESSIONS = 16
WINDOW_SECONDS = 7
"""Longer than the 5 that a write waits before it fails: who waited with it would miss most of the pictures."""
AS_MANY = 0.4
"""Of the pictures, on a machine that has more to do in one window than in the other. Waiting ones got 0.3."""


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
            await asyncio.to_thread(server.wait_for_output, "Sessions are not recorded (")
            written_meanwhile = database.rows("max(seen_at)") != written
        await asyncio.to_thread(server.wait_for_output, "Sessions are recorded again.")
        received = [peer.pictures_received for peer in peers]
    await until(database, "DISTINCT state", [("ended",)])

    assert not written_meanwhile
    assert min(unlocked) > 0
    assert all(during > without * AS_MANY for during, without in zip(locked, unlocked, strict=True)), (locked, unlocked)
    sent = [count for (count,) in database.rows("frames_out")]
    assert all(count >= seen for count, seen in zip(sorted(sent), sorted(received), strict=True)), (sent, received)
