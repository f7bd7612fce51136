"""The site of the tests, served by a process of its own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.integration.server import DemoServer, ServerName


@contextmanager
def stream_server(command: ServerName = "uvicorn", *arguments: str, **settings: Any) -> Iterator[DemoServer]:
    """With these djinar settings. There is a database only where sessions are recorded."""
    settings = {"RECORD_SESSIONS": False} | settings
    environment = {
        "PYTHONPATH": str(Path(__file__).parents[3]),
        "TEST_DJINAR": json.dumps(settings),
        # With glibc's arena for each thread the memory grows for some 700 sessions before it is level.
        "MALLOC_ARENA_MAX": "1",
    }
    if not settings["RECORD_SESSIONS"]:
        environment["DJANGO_DATABASE"] = ":memory:"
    with DemoServer(
        *arguments, command=command, settings_module="tests.site.settings", environment=environment
    ) as server:
        yield server


async def stream_ended(server: DemoServer, reason: str, times: int = 1) -> None:
    """Wait until so many streams were told that they ended, and see that the log names the same reason."""
    await asyncio.to_thread(server.wait_for_output, f"stream ended: {reason}", times=times)
    assert server.output.count(f"ended: {reason} (") == times
