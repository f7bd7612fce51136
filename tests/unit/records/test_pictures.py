"""Pictures of sessions that somebody looks at."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from djinar.models import LOOKED_AT_FOR, LOST_AFTER, SessionPicture, StreamSession
from djinar.records import Recorder
from djinar.sessions.snapshot import Snapshot
from tests.unit.records.made import Clock, snapshot

pytestmark = pytest.mark.django_db(transaction=True)  # the recorder writes on a thread of its own


@pytest.fixture
async def live(recorder: Recorder, clock: Clock, pictures: dict[UUID, bytes]) -> Snapshot:
    """A session with a row, which sends a picture."""
    live = snapshot()
    pictures[live.record_id] = b"what is sent"
    recorder.session_changed(live)
    await clock.turns()
    return live


async def look(at: Snapshot) -> None:
    await SessionPicture.objects.aupdate_or_create(session_id=at.record_id, defaults={"asked_at": timezone.now()})


async def test_who_asks_gets_the_picture_at_the_next_turn(live: Snapshot, clock: Clock) -> None:
    await look(live)
    await clock.turns()

    picture = await SessionPicture.objects.aget(session=live.record_id)
    assert picture.jpeg == b"what is sent"
    assert picture.is_recent


async def test_only_the_session_that_is_looked_at_gives_a_picture(
    live: Snapshot, recorder: Recorder, clock: Clock, pictures: dict[UUID, bytes]
) -> None:
    other = snapshot()
    pictures[other.record_id] = b"of the other"
    recorder.session_changed(other)

    await look(live)
    await clock.turns()

    assert [bytes(picture.jpeg) async for picture in SessionPicture.objects.all()] == [b"what is sent"]


async def test_a_picture_goes_away_when_nothing_is_sent_any_more(
    live: Snapshot, clock: Clock, pictures: dict[UUID, bytes]
) -> None:
    await look(live)
    await clock.turns()

    del pictures[live.record_id]
    await clock.turns()

    picture = await SessionPicture.objects.aget()
    assert picture.jpeg == b""
    assert not picture.is_recent


async def test_a_picture_is_deleted_when_nobody_looks_any_more(live: Snapshot, clock: Clock) -> None:
    await look(live)
    await clock.turns()

    await SessionPicture.objects.aupdate(asked_at=timezone.now() - LOOKED_AT_FOR)
    await clock.turns()

    assert not await SessionPicture.objects.aexists()


async def test_a_picture_is_deleted_when_its_session_ends(live: Snapshot, recorder: Recorder, clock: Clock) -> None:
    await look(live)
    await clock.turns()

    recorder.session_changed(snapshot("ended", live.record_id))
    await clock.turns()

    assert not await SessionPicture.objects.aexists()


async def test_a_server_that_stops_leaves_no_picture(live: Snapshot, recorder: Recorder, clock: Clock) -> None:
    await look(live)
    await clock.turns()

    recorder.session_changed(snapshot("ended", live.record_id))
    await sync_to_async(recorder.stop)()

    assert not await SessionPicture.objects.aexists()


async def test_the_picture_of_a_dead_process_goes_when_its_session_is_lost(live: Snapshot, clock: Clock) -> None:
    await look(live)
    await clock.turns()

    await StreamSession.objects.aupdate(seen_at=timezone.now() - LOST_AFTER)
    await StreamSession.objects.amark_lost()

    assert not await SessionPicture.objects.aexists()


async def test_an_old_picture_counts_for_nothing() -> None:
    picture = SessionPicture(jpeg=b"of a while ago", taken_at=timezone.now() - LOOKED_AT_FOR - timedelta(seconds=1))

    assert not picture.is_recent


async def test_a_picture_that_a_killed_process_left_goes_with_the_next_session(
    recorder: Recorder, clock: Clock
) -> None:
    left = await StreamSession.objects.acreate(
        state="live", opened_at=timezone.now(), seen_at=timezone.now(), worker="elsewhere:1"
    )
    forgotten_at = timezone.now() - LOOKED_AT_FOR
    await SessionPicture.objects.acreate(session=left, asked_at=forgotten_at, jpeg=b"of a process that was killed")

    recorder.session_changed(snapshot())
    await clock.turns()

    assert not await SessionPicture.objects.aexists()
