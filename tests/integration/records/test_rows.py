"""Rows of real streams, written by a server in a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.integration.peers.aiortc_peer import AiortcPeer
from tests.integration.records.conftest import Environment, Manage
from tests.integration.records.databases import Database, until
from tests.integration.server import DemoServer


@asynccontextmanager
async def streaming(server: DemoServer, transform: str = "negative") -> AsyncIterator[AiortcPeer]:
    async with AiortcPeer(audio=None) as peer:
        await peer.connect(f"{server.base_url}/offer", transform)
        await peer.pictures.next()
        yield peer


async def test_a_stream_has_one_row_through_its_life(server: DemoServer, database: Database) -> None:
    async with streaming(server):
        await until(database, "state, reason, stream", [("live", "", "tests.site.streams.Studio")])
        await until(database, "frames_in > 0 AND bytes_out > 0 AND width_px = 320", [(1,)])

    await until(database, "state, reason", [("ended", "peer-closed")])
    await until(database, "opened_at < connected_at AND connected_at < ended_at", [(1,)])


async def test_a_session_is_ended_from_another_process(server: DemoServer, database: Database, manage: Manage) -> None:
    async with streaming(server) as peer:
        await until(database, "state", [("live",)])

        code = "from djinar.models import StreamSession; print(StreamSession.objects.request_end())"
        await asyncio.to_thread(manage, "shell", "--command", code)

        ended = await peer.told("ended")
        assert ended["reason"] == "ended-by-operator"
    await until(database, "state, reason", [("ended", "ended-by-operator")])


async def test_the_row_of_a_killed_server_becomes_lost(server: DemoServer, database: Database, manage: Manage) -> None:
    async with streaming(server):
        await until(database, "state", [("live",)])
        os.killpg(server.pid, signal.SIGKILL)

    database.change("seen_at = '2026-01-01'")
    printed = await asyncio.to_thread(manage, "djinar_prune")

    assert printed == "0 sessions deleted, 1 marked as lost.\n"
    assert database.rows("state, reason") == [("lost", "")]


async def test_a_server_that_stops_writes_why_its_sessions_ended(server: DemoServer, database: Database) -> None:
    async with streaming(server):
        await until(database, "state", [("live",)])

        await asyncio.to_thread(server.stop)

    assert database.rows("state, reason") == [("ended", "server-stopping")]


async def test_rows_are_written_under_runserver(migrated: Environment, database: Database) -> None:
    with DemoServer(command="runserver", settings_module="tests.site.settings", environment=migrated) as server:
        async with streaming(server):
            await until(database, "state, frames_in > 0", [("live", True)])

            server.send_signal(signal.SIGINT)
            await until(database, "state, reason", [("ended", "server-stopping")])

        assert "Traceback" not in server.output


async def test_a_stream_goes_on_while_the_database_is_locked(server: DemoServer, database: Database) -> None:
    async with streaming(server) as peer:
        await until(database, "state", [("live",)])
        with database.locked():
            await asyncio.to_thread(server.wait_for_output, "Sessions are not recorded (")
            peer.pictures.skip()
            await peer.pictures.next()

        await asyncio.to_thread(server.wait_for_output, "Sessions are recorded again.")
    await until(database, "state", [("ended",)])
    assert server.output.count("Sessions are not recorded") == 1


async def test_a_stream_works_in_a_project_that_never_migrated(environment: Environment) -> None:
    with DemoServer(settings_module="tests.site.settings", environment=environment) as server:
        async with streaming(server) as peer:
            await asyncio.to_thread(server.wait_for_output, "Has manage.py migrate been run?")
            peer.pictures.skip()
            await peer.pictures.next()

        assert "Traceback" not in server.output
        assert server.output.count("Sessions are not recorded") == 1
