"""Snapshots that become rows."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from djinar.models import LOST_AFTER, StreamSession, worker_name
from djinar.records import Recorder
from djinar.sessions.owner import Owner
from djinar.sessions.reasons import EndReason
from djinar.sessions.snapshot import Figures, State
from tests.unit.records.conftest import Ended
from tests.unit.records.made import OPENED_AT, Clock, snapshot

pytestmark = pytest.mark.django_db(transaction=True)  # the recorder writes on a thread of its own


async def test_one_row_follows_a_session_through_its_life(recorder: Recorder, clock: Clock) -> None:
    record_id = uuid4()

    life: list[tuple[State, int]] = [("opening", 0), ("live", 30), ("ended", 61)]

    states = []
    for state, frames in life:
        recorder.session_changed(snapshot(state, record_id, figures=Figures(frames_in=frames)))
        await clock.turns()
        row = await StreamSession.objects.aget()
        states.append((row.pk, row.state, row.frames_in, row.reason))

    assert states == [
        (record_id, "opening", 0, ""),
        (record_id, "live", 30, ""),
        (record_id, "ended", 61, "peer-closed"),
    ]


async def test_a_row_says_what_is_known_of_a_session(recorder: Recorder, clock: Clock) -> None:
    user = await User.objects.acreate(username="ada")

    recorder.session_changed(snapshot("ended", owner=Owner(user_id=str(user.pk), address="2001:db8::1"), detail="Bye."))
    await clock.turns()

    row = await StreamSession.objects.select_related("user").aget()
    assert (row.user, row.address, row.stream) == (user, "2001:db8::1", "djinar.stream.Stream")
    assert (row.reason, row.detail) == ("peer-closed", "Bye.")
    assert (row.opened_at, row.ended_at) == (OPENED_AT, OPENED_AT + timedelta(seconds=9))
    assert (row.video_chain, row.audio_chain) == ([{"name": "edges", "options": {"low": 5}}], [])
    assert (row.width_px, row.height_px, row.frames_in, row.bytes_in) == (640, 480, 30, 12_345)
    assert (row.round_trip_ms, row.frame_age_ms) == (4.5, None)
    assert row.worker == worker_name()
    assert timezone.now() - row.seen_at < timedelta(minutes=1)


async def test_only_the_newest_of_many_changes_is_written(recorder: Recorder, clock: Clock) -> None:
    record_id = uuid4()

    for frames in range(50):
        recorder.session_changed(snapshot(record_id=record_id, figures=Figures(frames_in=frames)))
    await clock.turns()

    assert (await StreamSession.objects.aget()).frames_in == 49


async def test_the_recorder_rests_when_no_session_is_left(recorder: Recorder, clock: Clock) -> None:
    recorder.session_changed(snapshot("ended"))
    await clock.turns()

    with pytest.raises(TimeoutError):
        await clock.turns(within_seconds=0.2)

    recorder.session_changed(snapshot("ended"))
    await clock.turns()
    assert await StreamSession.objects.acount() == 2


async def test_a_session_of_a_user_who_was_deleted_has_a_row_without_one(recorder: Recorder, clock: Clock) -> None:
    recorder.session_changed(snapshot(owner=Owner(user_id="4711")))
    recorder.session_changed(snapshot(owner=Owner(user_id="no number")))
    recorder.session_changed(snapshot())
    await clock.turns()

    assert [row.user_id async for row in StreamSession.objects.all()] == [None] * 3


async def test_a_user_who_is_deleted_later_stays_away(recorder: Recorder, clock: Clock) -> None:
    user = await User.objects.acreate(username="ada")
    live = snapshot(owner=Owner(user_id=str(user.pk)))
    recorder.session_changed(live)
    await clock.turns()

    await user.adelete()
    recorder.session_changed(live)
    await clock.turns()

    assert (await StreamSession.objects.aget()).user_id is None


async def test_what_no_database_can_hold_costs_nobody_a_row(recorder: Recorder, clock: Clock) -> None:
    recorder.session_changed(snapshot(video_chain=[{"name": "text", "options": {"text": "\0 \ud800"}}], detail="\0"))
    recorder.session_changed(snapshot())
    await clock.turns()

    assert await StreamSession.objects.acount() == 2


async def test_whoever_asks_for_it_has_sessions_ended_with_a_reason(
    recorder: Recorder, clock: Clock, ended: Ended
) -> None:
    live, other = snapshot(), snapshot()
    recorder.session_changed(live)
    recorder.session_changed(other)
    await clock.turns()

    asked = await StreamSession.objects.filter(pk=live.record_id).arequest_end(EndReason.SERVER_STOPPING)
    await clock.turns()

    assert asked == 1
    assert ended == [(live.record_id, EndReason.SERVER_STOPPING)]


@pytest.mark.parametrize("reason", ["", "of a later version"])
async def test_a_request_by_hand_needs_no_reason(recorder: Recorder, clock: Clock, ended: Ended, reason: str) -> None:
    live = snapshot()
    recorder.session_changed(live)
    await clock.turns()

    await StreamSession.objects.aupdate(end_requested_at=timezone.now(), end_requested_reason=reason)
    await clock.turns()

    assert ended == [(live.record_id, EndReason.ENDED_BY_OPERATOR)]


async def test_the_sessions_of_a_dead_process_are_marked_as_lost(recorder: Recorder, clock: Clock) -> None:
    dead, over = StreamSession.of(snapshot()), StreamSession.of(snapshot("ended"))
    for row in (dead, over):
        row.seen_at = timezone.now() - LOST_AFTER
    await StreamSession.objects.awrite([dead, over])

    recorder.session_changed(snapshot())
    await clock.turns()

    states = {row.pk: row.state async for row in StreamSession.objects.all()}
    assert (states.pop(dead.pk), states.pop(over.pk)) == ("lost", "ended")
    assert list(states.values()) == ["live"]


async def test_a_session_that_was_given_up_too_early_is_live_again(recorder: Recorder, clock: Clock) -> None:
    live = snapshot()
    recorder.session_changed(live)
    await clock.turns()
    await StreamSession.objects.aupdate(state="lost")

    recorder.session_changed(live)
    await clock.turns()

    assert (await StreamSession.objects.aget()).state == "live"
