from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from uuid import UUID

import pytest
from django.db import connection

from djinar.models import StreamSession
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
def pictures() -> dict[UUID, bytes]:
    """What sessions send."""
    return {}


@pytest.fixture
def without_table() -> Iterator[None]:
    """As in a project that never migrated."""
    with connection.schema_editor() as editor:
        editor.delete_model(StreamSession)
    yield
    with connection.schema_editor() as editor:
        editor.create_model(StreamSession)


@pytest.fixture
async def recorder(clock: Clock, ended: Ended, pictures: dict[UUID, bytes]) -> AsyncIterator[Recorder]:
    async def end(record_id: UUID, reason: EndReason) -> None:
        ended.append((record_id, reason))

    async def take_picture(record_id: UUID) -> bytes | None:
        return pictures.get(record_id)

    yield Recorder(end, take_picture, clock.sleep)
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
