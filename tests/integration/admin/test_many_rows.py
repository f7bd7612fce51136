"""The admin among 100,000 sessions: what its queries read, rather than how long they take."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from djinar.admin.finding import BoundedPaginator
from djinar.models import StreamSession
from djinar.sessions.reasons import EndReason

pytestmark = pytest.mark.timeout(400)  # the first test waits for all the rows

COUNT = 100_000
RUNNING = 16
READ_AT_MOST = 2 * BoundedPaginator.counted_at_most + 1_000
LIST = "/admin/djinar/streamsession/"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
REASONS = [reason.value for reason in EndReason]


@pytest.fixture(scope="module")
def operator(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Client]:
    with django_db_blocker.unblock():
        operator = User.objects.create_superuser("operator")
        User.objects.bulk_create(User(username=f"user{number}") for number in range(1_000))
        users = list(User.objects.values_list("pk", flat=True))
        StreamSession.objects.bulk_create((session(number, users) for number in range(COUNT)), batch_size=10_000)
        with connection.cursor() as cursor:
            # Which PostgreSQL does by itself, some time later.
            cursor.execute("VACUUM ANALYZE djinar_streamsession" if connection.vendor == "postgresql" else "ANALYZE")
        client = Client()
        client.force_login(operator)
        yield client
        call_command("flush", interactive=False, verbosity=0)


def session(number: int, users: Sequence[int]) -> StreamSession:
    runs = number < RUNNING
    return StreamSession(
        stream=f"studio.streams.Stream{number % 5}",
        user_id=users[number % len(users)],
        address=f"192.0.{number // 250 % 250}.{number % 250}",
        state="live" if runs else "ended",
        reason="" if runs else REASONS[number % len(REASONS)],
        opened_at=NOW - timedelta(minutes=number),
        worker="host:1",
        seen_at=datetime(2100, 1, 1, tzinfo=UTC),
    )


@contextmanager
def explained() -> Iterator[list[tuple[str, Any]]]:
    """The queries of the block that read sessions, with their plans."""
    found: list[tuple[str, Any]] = []
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN (ANALYZE, FORMAT JSON) "

    def explaining(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT") and "djinar_streamsession" in sql:
            with connection.cursor() as cursor:
                cursor.execute(explain + sql, params)
                found.append((sql, cursor.fetchall()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explaining):
        yield found


def needless(sql: str, plan: Any) -> list[str]:
    """What reads or sorts more than is shown and counted."""
    if connection.vendor == "sqlite":
        steps = [row[-1] for row in plan]
        return [
            step
            for step in steps
            if step.startswith("USE TEMP B-TREE FOR ORDER BY")
            or (step.startswith("SCAN djinar_streamsession") and not (" USING " in step and "LIMIT" in sql))
        ]
    read = rows_read(plan[0][0][0]["Plan"])
    return [f"{read} rows are read"] if read > READ_AT_MOST else []


def rows_read(node: dict[str, Any]) -> float:
    """By PostgreSQL, from tables and indexes."""
    own = node["Actual Rows"] + node.get("Rows Removed by Filter", 0) if "Relation Name" in node else 0
    return float(own * node["Actual Loops"]) + sum(map(rows_read, node.get("Plans", ())))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("", "djinar_session_opened"),
        ("p=50", "djinar_session_opened"),
        ("opened_at__gte=2026-02-20+00%3A00%3A00%2B00%3A00", "djinar_session_opened"),
        ("state__exact=ended", "djinar_session_state"),
        ("state__exact=live", "djinar_session_state"),
        ("state__exact=lost", "djinar_session_state"),
        ("stream=studio.streams.Stream3", "djinar_session_stream"),
        ("reason=time-limit", "djinar_session_reason"),
        ("q=192.0.7.7", "djinar_session_address"),
        ("q=user7", "djinar_session_user"),
        ("q=stream3", "djinar_session_stream"),
        ("q=user7+192.0.7.7", "djinar_session_address"),
        ("q=00000000-0000-4000-8000-000000000000", "sqlite_autoindex_djinar_streamsession_1"),
        ("state__exact=ended&reason=time-limit&q=user7", "djinar_session_user"),
    ],
)
def test_the_list_reads_no_more_than_it_shows(operator: Client, query: str, index: str) -> None:
    with explained() as queries:
        assert operator.get(f"{LIST}?{query}").status_code == 200

    assert [(sql, found) for sql, plan in queries if (found := needless(sql, plan))] == []
    if connection.vendor == "sqlite":
        _, plan_of_rows = queries[-1]
        assert f"INDEX {index}" in json.dumps(plan_of_rows)


@pytest.mark.django_db
def test_the_live_figures_read_only_the_rows_shown(operator: Client) -> None:
    shown = StreamSession.objects.running().values_list("pk", flat=True)
    ids = ",".join(map(str, shown))
    assert len(shown) == RUNNING

    with explained() as queries:
        assert len(operator.get(f"{LIST}live/?ids={ids}").json()["sessions"]) == RUNNING

    ((sql, plan),) = queries
    assert not needless(sql, plan)


@pytest.mark.django_db
def test_at_most_ten_thousand_are_counted(operator: Client) -> None:
    page = operator.get(LIST).text

    assert "10000 results" in page
    assert "only the newest 10000 are listed" in page.replace(",", "")
