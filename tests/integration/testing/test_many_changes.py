"""A hand that never leaves the slider."""

from __future__ import annotations

import asyncio

import pytest

from djinar.sessions.limits import Limits
from djinar.testing import stream_client
from tests.integration.testing.streams import Salon

LEVELS = [change * 7 % 256 for change in range(1000)]
AT_ONCE = 50


async def test_a_thousand_changes_are_all_confirmed_and_the_last_one_is_seen() -> None:
    confirmed = []
    async with stream_client(Salon, transform="dye", limits=Limits(max_messages_per_second=1000)) as peer:
        for first in range(0, len(LEVELS), AT_ONCE):
            changes = (peer.set_options(level=level) for level in LEVELS[first : first + AT_ONCE])
            confirmed += await asyncio.gather(*changes)
            await peer.frame()

        picture = await peer.frame()
        stats = await peer.stats()

    assert confirmed == [{"level": level} for level in LEVELS]
    assert picture.mean() == pytest.approx(LEVELS[-1], abs=4)
    assert stats["frames_failed"] == 0
    assert peer.errors == []


async def test_a_chain_that_is_changed_with_every_picture_keeps_the_session() -> None:
    async with stream_client(Salon, limits=Limits(max_messages_per_second=1000)) as peer:
        for change in range(60):
            await peer.set_chain([("dye", {"level": change}), ("brighten", {"by": 100})][: 1 + change % 2])
            await peer.frame()
        await peer.set_chain([("dye", {"level": 60}), ("brighten", {"by": 100})])

        picture = await peer.frame()

    assert picture.mean() == pytest.approx(160, abs=4)
    assert peer.errors == []
