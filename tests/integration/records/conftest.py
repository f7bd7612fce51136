from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias
from uuid import uuid4

import aioice.ice
import pytest

from tests.integration.records.databases import Database, in_postgresql, in_sqlite
from tests.integration.server import DemoServer

ROOT = Path(__file__).parents[3]

Manage = Callable[..., str]
Environment: TypeAlias = dict[str, str]


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aioice.ice, "get_host_addresses", lambda use_ipv4, use_ipv6: ["127.0.0.1"])


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """With nothing in it."""
    if request.param == "sqlite":
        return in_sqlite(str(tmp_path / "sessions.sqlite3"))
    return in_postgresql(request.getfixturevalue("postgresql").created(f"rows-{uuid4()}"))


@pytest.fixture
def environment(database: Database) -> Environment:
    return {
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'demo'}",
        "DJANGO_SETTINGS_MODULE": "tests.site.settings",
        "DJANGO_DATABASE": database.place,
        "MALLOC_ARENA_MAX": "1",
    }


@pytest.fixture
def manage(environment: Environment) -> Manage:
    """Runs a management command in another process, and returns what it prints."""

    def manage(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "django", *arguments],
            cwd=ROOT,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    return manage


@pytest.fixture
def migrated(environment: Environment, manage: Manage) -> Environment:
    manage("migrate", "--verbosity=0")
    return environment


@pytest.fixture
def server(migrated: Environment) -> Iterator[DemoServer]:
    with DemoServer(settings_module="tests.site.settings", environment=migrated) as running:
        yield running
