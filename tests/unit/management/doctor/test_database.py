from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from djinar.conf import Settings
from djinar.management.doctor.database import recording
from djinar.models import StreamSession

pytestmark = pytest.mark.django_db


def test_a_database_that_takes_rows_is_fine_and_keeps_none_of_the_doctors() -> None:
    finding = recording(Settings())

    assert finding.grade == "ok"
    assert not StreamSession.objects.exists()


def test_missing_migrations_are_wrong_and_named() -> None:
    MigrationRecorder(connection).migration_qs.filter(app="djinar").delete()

    finding = recording(Settings())

    assert finding.grade == "wrong"
    assert "djinar.0001_initial" in finding.what
    assert "manage.py migrate" in finding.advice


def test_a_table_that_is_gone_is_wrong() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE djinar_sessionpicture")
        cursor.execute("DROP TABLE djinar_streamsession")

    finding = recording(Settings())

    assert finding.grade == "wrong"
    assert "takes no row" in finding.what


def test_a_site_that_records_nothing_needs_no_table() -> None:
    MigrationRecorder(connection).migration_qs.filter(app="djinar").delete()

    assert recording(Settings(record_sessions=False)).grade == "ok"
