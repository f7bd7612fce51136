"""Rows of real streams, written by a server in a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import aioice.ice
import pytest

from tests.integration.peers.aiortc_peer import AiortcPeer
from tests.integration.server import DemoServer

ROOT = Path(__file__).parents[3]
WAIT_SECONDS = 30


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aioice.ice, "get_host_addresses", lambda use_ipv4, use_ipv6: ["127.0.0.1"])


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Of a server with a migrated database."""
    environment = {
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'demo'}",
        "DJANGO_SETTINGS_MODULE": "tests.site.settings",
        "DJANGO_DATABASE": str(tmp_path / "sessions.sqlite3"),
        "MALLOC_ARENA_MAX": "1",
    }
    manage(environment, "migrate", "--verbosity=0")
    return environment


@pytest.fixture
def server(environment: dict[str, str]) -> Iterator[DemoServer]:
    with DemoServer(settings_module="tests.site.settings", environment=environment) as running:
        yield running


def manage(environment: dict[str, str], *arguments: str) -> str:
    """What a management command prints, run by another process."""
    done = subprocess.run(
        [sys.executable, "-m", "django", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def rows(environment: dict[str, str], columns: str) -> list[Any]:
    with closing(sqlite3.connect(environment["DJANGO_DATABASE"], timeout=20)) as database:
        return database.execute(f"SELECT {columns} FROM djinar_streamsession").fetchall()  # noqa: S608 - our own


async def until(environment: dict[str, str], columns: str, wanted: list[Any]) -> None:
    """Wait for the rows; nobody tells when another process has written."""
    async with asyncio.timeout(WAIT_SECONDS):
        while (found := await asyncio.to_thread(rows, environment, columns)) != wanted:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    assert found == wanted


@asynccontextmanager
async def streaming(server: DemoServer, transform: str = "negative") -> AsyncIterator[AiortcPeer]:
    async with AiortcPeer(audio=None) as peer:
        await peer.connect(f"{server.base_url}/offer", transform)
        await peer.pictures.next()
        yield peer


async def test_a_stream_has_one_row_through_its_life(server: DemoServer, environment: dict[str, str]) -> None:
    async with streaming(server):
        await until(environment, "state, reason, stream", [("live", "", "tests.site.streams.Studio")])
        await until(environment, "frames_in > 0 AND bytes_out > 0 AND width_px = 320", [(1,)])

    await until(environment, "state, reason", [("ended", "peer-closed")])
    await until(environment, "opened_at < connected_at AND connected_at < ended_at", [(1,)])


async def test_a_session_is_ended_from_another_process(server: DemoServer, environment: dict[str, str]) -> None:
    async with streaming(server) as peer:
        await until(environment, "state", [("live",)])

        code = "from djinar.models import StreamSession; print(StreamSession.objects.request_end())"
        await asyncio.to_thread(manage, environment, "shell", "--command", code)

        ended = await peer.told("ended")
        assert ended["reason"] == "ended-by-operator"
    await until(environment, "state, reason", [("ended", "ended-by-operator")])


async def test_the_row_of_a_killed_server_becomes_lost(server: DemoServer, environment: dict[str, str]) -> None:
    async with streaming(server):
        await until(environment, "state", [("live",)])
        os.killpg(server.pid, signal.SIGKILL)

    with closing(sqlite3.connect(environment["DJANGO_DATABASE"])) as database, database:
        database.execute("UPDATE djinar_streamsession SET seen_at = datetime(seen_at, '-1 minute')")
    printed = await asyncio.to_thread(manage, environment, "djinar_prune")

    assert printed == "0 sessions deleted, 1 marked as lost.\n"
    assert rows(environment, "state, reason") == [("lost", "")]


async def test_a_server_that_stops_writes_why_its_sessions_ended(
    server: DemoServer, environment: dict[str, str]
) -> None:
    async with streaming(server):
        await until(environment, "state", [("live",)])

        await asyncio.to_thread(server.stop)

    assert rows(environment, "state, reason") == [("ended", "server-stopping")]


async def test_rows_are_written_under_runserver(environment: dict[str, str]) -> None:
    with DemoServer(command="runserver", settings_module="tests.site.settings", environment=environment) as server:
        async with streaming(server):
            await until(environment, "state, frames_in > 0", [("live", 1)])

            server.send_signal(signal.SIGINT)
            await until(environment, "state, reason", [("ended", "server-stopping")])

        assert "Traceback" not in server.output


async def test_a_stream_goes_on_while_the_database_is_locked(server: DemoServer, environment: dict[str, str]) -> None:
    with closing(sqlite3.connect(environment["DJANGO_DATABASE"], isolation_level=None)) as database:
        async with streaming(server) as peer:
            await until(environment, "state", [("live",)])
            database.execute("BEGIN EXCLUSIVE")

            await asyncio.to_thread(server.wait_for_output, "Sessions are not recorded (database is locked)")
            peer.pictures.skip()
            await peer.pictures.next()
            database.execute("ROLLBACK")

            await asyncio.to_thread(server.wait_for_output, "Sessions are recorded again.")
    await until(environment, "state", [("ended",)])
    assert server.output.count("Sessions are not recorded") == 1


async def test_a_stream_works_in_a_project_that_never_migrated(environment: dict[str, str]) -> None:
    with DemoServer(
        settings_module="tests.site.settings", environment=environment | {"DJANGO_DATABASE": ":memory:"}
    ) as server:
        async with streaming(server) as peer:
            await asyncio.to_thread(server.wait_for_output, "Has manage.py migrate been run?")
            peer.pictures.skip()
            await peer.pictures.next()

        assert "Traceback" not in server.output
        assert server.output.count("Sessions are not recorded") == 1
