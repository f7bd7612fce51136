"""What becomes of a user's rows at a logout; running sessions are in tests/integration/permissions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest
from pytest_django import Settings

from djinar.models import StreamSession
from djinar.sessions.owner import Owner
from tests.unit.records.made import snapshot

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ada() -> User:
    return User.objects.create(username="ada")


def session_of(user: User | None = None) -> StreamSession:
    row = StreamSession.of(snapshot(owner=Owner(user_id=str(user.pk) if user else None)))
    row.save()
    return row


def logs_out(user: User | AnonymousUser) -> None:
    request = HttpRequest()
    request.user, request.session = user, SessionStore()
    logout(request)


def test_sessions_of_other_processes_are_asked_to_end(ada: User) -> None:
    mine, theirs, nobodys = session_of(ada), session_of(User.objects.create(username="bob")), session_of()

    logs_out(ada)

    for row in (mine, theirs, nobodys):
        row.refresh_from_db()
    assert (mine.end_requested_reason, mine.end_requested_at is None) == ("not-allowed", False)
    assert (theirs.end_requested_at, nobodys.end_requested_at) == (None, None)


def test_sessions_end_though_the_database_chose_the_logout_as_the_one_to_fail(ada: User) -> None:
    row, failures = session_of(ada), [OperationalError("deadlock detected")]

    def failing_once(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        if sql.startswith("UPDATE") and failures:
            raise failures.pop()
        return execute(sql, *arguments)

    with connection.execute_wrapper(failing_once):
        logs_out(ada)

    row.refresh_from_db()
    assert row.end_requested_reason == "not-allowed"
    assert not failures


def test_a_logout_of_nobody_ends_nothing() -> None:
    row = session_of()

    logs_out(AnonymousUser())

    row.refresh_from_db()
    assert row.end_requested_at is None


def test_a_user_who_was_just_deleted_can_be_logged_out(ada: User) -> None:
    ada.delete()

    logs_out(ada)


def test_a_user_of_whom_the_database_does_not_know_can_log_out() -> None:
    row = session_of()

    logs_out(User(pk="of some middleware"))

    row.refresh_from_db()
    assert row.end_requested_at is None


def test_a_site_that_records_no_sessions_asks_for_no_end(ada: User, settings: Settings) -> None:
    settings.DJINAR = {"RECORD_SESSIONS": False}
    row = session_of(ada)

    logs_out(ada)

    row.refresh_from_db()
    assert row.end_requested_at is None


@pytest.mark.usefixtures("without_table")
def test_a_project_that_never_migrated_can_log_out_and_save_what_came_before(
    ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    with transaction.atomic():
        ada.last_name = "Lovelace"
        ada.save()
        logs_out(ada)
        ada.refresh_from_db()

    assert ada.last_name == "Lovelace"
    assert not connection.needs_rollback
    (record,) = caplog.records
    assert "manage.py migrate" in record.message
