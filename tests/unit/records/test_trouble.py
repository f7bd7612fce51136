"""A database that cannot be used: sessions know nothing of it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from djinar.models import StreamSession, StreamSessionQuerySet
from djinar.records import Recorder
from djinar.sessions.snapshot import Figures
from tests.unit.records.made import Clock, snapshot

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Database:
    """In place of what writes rows: fails as long as there is an error."""

    error: Exception | None = None
    written: list[StreamSession] = field(default_factory=list)

    async def awrite(self, rows: list[StreamSession]) -> None:
        if self.error:
            raise self.error
        self.written += rows


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Database:
    fake = Database()
    monkeypatch.setattr(StreamSessionQuerySet, "awrite", lambda _queryset, rows: fake.awrite(rows))
    return fake


@pytest.fixture(autouse=True)
def every_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "djinar.records")


async def test_trouble_is_logged_once_and_so_is_its_end(
    recorder: Recorder, clock: Clock, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    database.error = OperationalError("database is locked")
    live = snapshot()
    recorder.session_changed(live)
    await clock.turns(5)

    recorder.session_changed(snapshot(record_id=live.record_id, figures=Figures(frames_in=99)))
    database.error = None
    await clock.turns(2)

    trouble, recovered = (record.message for record in caplog.records)
    assert trouble.startswith("Sessions are not recorded (database is locked).")
    assert recovered == "Sessions are recorded again."
    assert [(row.pk, row.frames_in) for row in database.written] == [(live.record_id, 99)]


async def test_a_broken_database_is_asked_less_and_less(recorder: Recorder, clock: Clock, database: Database) -> None:
    database.error = OperationalError("no route to host")
    recorder.session_changed(snapshot())

    await clock.turns(6)
    database.error = None
    await clock.turns()

    assert clock.asked_seconds == [4, 8, 16, 32, 32, 32, 2]


async def test_with_no_session_left_a_broken_database_is_given_up_until_the_next_one_comes(
    recorder: Recorder, clock: Clock, database: Database
) -> None:
    database.error = OperationalError("no route to host")
    recorder.session_changed(snapshot("ended"))
    await clock.turns(5)

    with pytest.raises(TimeoutError):
        await clock.turns(within_seconds=0.2)
    database.error = None
    recorder.session_changed(snapshot("ended"))
    await clock.turns()

    assert len(database.written) == 2


@pytest.mark.parametrize(
    ("error", "has_traceback"),
    [(ImproperlyConfigured("There is no database."), False), (RuntimeError("Nobody has seen this before."), True)],
)
async def test_only_what_nobody_expects_has_a_traceback(
    recorder: Recorder,
    clock: Clock,
    database: Database,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    has_traceback: bool,
) -> None:
    database.error = error
    recorder.session_changed(snapshot())
    await clock.turns(3)

    assert [bool(record.exc_info) for record in caplog.records] == [has_traceback]


async def test_memory_is_bounded_however_long_it_lasts(recorder: Recorder, clock: Clock, database: Database) -> None:
    database.error = OperationalError("database is locked")
    recorder.session_changed(snapshot())
    await clock.turns()

    for _ in range(1500):
        recorder.session_changed(snapshot("ended"))
    newest = snapshot("ended")
    recorder.session_changed(newest)
    database.error = None
    await clock.turns()

    assert len(database.written) == 1000
    assert database.written[-1].pk == newest.record_id


@pytest.mark.usefixtures("without_table")
async def test_a_project_that_never_migrated_is_told_once(
    recorder: Recorder, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    recorder.session_changed(snapshot())
    await clock.turns(3)

    (record,) = caplog.records
    assert "djinar_streamsession" in record.message
    assert "manage.py migrate" in record.message
    assert record.exc_info is None


def test_what_is_left_when_the_server_stops_is_written(recorder: Recorder) -> None:
    last = snapshot("ended")
    recorder.transform_failed(last, "edges", "raised ValueError")

    recorder.stop()
    recorder.stop()

    assert StreamSession.objects.get().pk == last.record_id


@pytest.mark.usefixtures("without_table")
def test_a_server_stops_without_its_database(recorder: Recorder, caplog: pytest.LogCaptureFixture) -> None:
    recorder.transform_failed(snapshot(), "edges", "raised ValueError")

    recorder.stop()

    assert len(caplog.records) == 1
