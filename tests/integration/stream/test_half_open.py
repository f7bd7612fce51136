"""Offers that nobody takes further, many at once."""

from __future__ import annotations

import asyncio

from tests.integration.peers.light_peer import LightPeer
from tests.integration.peers.offers import post_offer
from tests.integration.stream.serving import stream_ended, stream_server
from tests.integration.stream.test_leaks import MAY_DIFFER, figures, stream

HALF_OPEN = 200


async def test_two_hundred_half_open_sessions_keep_nobody_out_and_are_gone_soon() -> None:
    with stream_server(MAX_SESSIONS=HALF_OPEN + 1, HANDSHAKE_TIMEOUT_SECONDS=10) as server:
        await stream(server, 4)
        await stream_ended(server, "peer-closed", times=4)
        before = await figures(server)
        async with LightPeer() as silent, LightPeer() as fresh:
            offer = await silent.offer()
            await asyncio.gather(*(post_offer(f"{server.base_url}/offer", offer) for _ in range(HALF_OPEN)))
            meanwhile = await figures(server)
            await fresh.connect(f"{server.base_url}/offer")
            await fresh.picture()

            async with asyncio.timeout(20):
                await stream_ended(server, "handshake-timeout", times=HALF_OPEN)
        await stream_ended(server, "peer-closed", times=5)
        after = await figures(server)

    assert meanwhile["sessions"] == HALF_OPEN
    for name in ("sessions", "tasks", "threads", "descriptors"):
        assert after[name] <= before[name] + MAY_DIFFER, name
