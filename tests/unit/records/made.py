"""Snapshots without a session, and a clock that a test moves on."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from djinar.sessions.owner import Owner
from djinar.sessions.reasons import EndReason
from djinar.sessions.snapshot import Figures, Snapshot, State

OPENED_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def snapshot(state: State = "live", record_id: UUID | None = None, **more: Any) -> Snapshot:
    over = state == "ended"
    return Snapshot(
        **{
            "record_id": record_id or uuid4(),
            "stream": "djinar.stream.Stream",
            "owner": Owner(address="192.0.2.1"),
            "state": state,
            "reason": EndReason.PEER_CLOSED if over else None,
            "opened_at": OPENED_AT,
            "connected_at": None if state == "opening" else OPENED_AT + timedelta(seconds=1),
            "ended_at": OPENED_AT + timedelta(seconds=9) if over else None,
            "video_chain": [{"name": "edges", "options": {"low": 5}}],
            "figures": Figures(width_px=640, height_px=480, frames_in=30, bytes_in=12_345, round_trip_ms=4.5),
            **more,
        }
    )


class Clock:
    """In place of ``asyncio.sleep``: who sleeps is woken by the test."""

    def __init__(self) -> None:
        self.asked_seconds: list[float] = []
        self._sleeping: asyncio.Queue[asyncio.Event] = asyncio.Queue()
        self._last: asyncio.Event | None = None

    async def sleep(self, seconds: float) -> None:
        self.asked_seconds.append(seconds)
        over = asyncio.Event()
        self._sleeping.put_nowait(over)
        await over.wait()

    async def turns(self, count: int = 1, *, within_seconds: float = 20) -> None:
        """Wait until the sleeper has worked so many times."""
        for _ in range(count):
            self.wake()
            self._last = await asyncio.wait_for(self._sleeping.get(), within_seconds)

    def wake(self) -> None:
        """The sleeper, who may find that there is nothing left to do."""
        if self._last:
            self._last.set()
