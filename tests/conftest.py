from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from tests.postgresql import PostgreSQL, missing

_SKIPPED = "Nothing was tried on PostgreSQL: "


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """``-m django_db`` finds those as well that use the database by a fixture."""
    for item in items:
        if isinstance(item, pytest.Function) and "db" in item.fixturenames and not item.get_closest_marker("django_db"):
            item.add_marker("django_db")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Async tests use the ORM on a thread that lives as long as the process, so that nobody closes its connection.

    Any other that is still open by then is a fault: PostgreSQL refuses to drop the tests' database.
    """
    yield
    asyncio.run(sync_to_async(connections.close_all)())


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    if lacking := missing():
        pytest.skip(_SKIPPED + lacking)
    with PostgreSQL() as server:
        yield server


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A skipped proof is no proof: say so where nobody overlooks it."""
    reasons = {str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])}
    if any(_SKIPPED in reason for reason in reasons):
        terminalreporter.section("NOT TESTED ON POSTGRESQL", red=True)
        terminalreporter.line(_SKIPPED + missing(), red=True)
    _show_measured(terminalreporter)


def _show_measured(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests held against a gate, whether they passed or not."""
    reports = [*terminalreporter.stats.get("passed", []), *terminalreporter.stats.get("failed", [])]
    if measured := [value for report in reports for name, value in report.user_properties if name == "measured"]:
        terminalreporter.section("measured")
        for line in measured:
            terminalreporter.line(str(line))
