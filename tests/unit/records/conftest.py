from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from djinar.records import Recorder
from djinar.sessions.reasons import EndReason
from tests.unit.records.made import Clock

Ended = list[tuple[UUID, EndReason]]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ended() -> Ended:
    """Sessions that the recorder has ended."""
    return []


@pytest.fixture
async def recorder(clock: Clock, ended: Ended) -> AsyncIterator[Recorder]:
    async def end(record_id: UUID, reason: EndReason) -> None:
        ended.append((record_id, reason))

    yield Recorder(end, clock.sleep)
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
