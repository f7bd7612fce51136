"""What those who watch sessions are told, of sessions whose peer never connects."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest

from djinar import Stream
from djinar.media.network import Network
from djinar.sdp import Offer
from djinar.sessions.hub import SessionHub
from djinar.sessions.limits import Limits
from djinar.sessions.owner import Owner
from djinar.sessions.reasons import EndReason
from djinar.sessions.session import Session
from djinar.sessions.snapshot import Snapshot
from djinar.transforms.chain import Choice

OFFER = Offer.parse((Path(__file__).parents[2] / "corpus" / "offers" / "chromium.sdp").read_bytes().decode())
OWNER = Owner(user_id="7", address="192.0.2.1")


@dataclass(eq=False)
class Seen:
    """A watcher that remembers."""

    error: Exception | None = None
    snapshots: list[Snapshot] = field(default_factory=list)

    def session_changed(self, snapshot: Snapshot) -> None:
        self.snapshots.append(snapshot)
        if self.error:
            raise self.error

    def transform_failed(self, snapshot: Snapshot, transform: str, why: str) -> None: ...

    def stop(self) -> None: ...


class Plain(Stream):
    transforms = ["edges", "none"]
    audio = "echo"

    def __init__(self, session: Session, context: object) -> None:
        self.session = session
        self.over = asyncio.Event()

    async def ended(self, reason: EndReason) -> None:
        self.over.set()


async def opened(hub: SessionHub) -> Plain:
    """The stream of a session that has a task by now."""
    made: list[Plain] = []

    def make(session: Session) -> Plain:
        made.append(Plain(session, {}))
        return made[-1]

    await hub.open(make, OFFER, {"video": [Choice("edges", {"low": 5})]}, OWNER)
    await asyncio.sleep(0)
    return made[0]


async def test_a_session_is_seen_at_its_beginning_and_at_its_end() -> None:
    seen = Seen()
    hub = SessionHub(Network(allow_loopback=True), Limits(), [seen])

    stream = await opened(hub)
    stream.session.end(EndReason.TIME_LIMIT, "Enough.")
    await stream.over.wait()
    await hub.stop()

    first, last = seen.snapshots
    assert (first.state, first.reason, first.ended_at) == ("opening", None, None)
    assert (last.state, last.reason, last.detail) == ("ended", EndReason.TIME_LIMIT, "Enough.")
    assert first.record_id == last.record_id
    assert first.owner == OWNER
    assert first.stream == f"{__name__}.Plain"
    assert first.video_chain == [{"name": "edges", "options": {"low": 5, "high": 200}}]
    assert first.audio_chain == [{"name": "echo", "options": {}}]
    assert last.connected_at is None
    assert last.ended_at is not None
    assert last.ended_at >= first.opened_at


async def test_the_secret_id_of_a_session_is_in_no_snapshot() -> None:
    seen = Seen()
    hub = SessionHub(Network(allow_loopback=True), Limits(), [seen])

    stream = await opened(hub)
    await hub.stop()

    assert stream.session.id not in repr(seen.snapshots)


async def test_a_watcher_that_fails_is_logged_once_and_harms_nobody(caplog: pytest.LogCaptureFixture) -> None:
    broken, seen = Seen(error=RuntimeError("This watcher always fails.")), Seen()
    hub = SessionHub(Network(allow_loopback=True), Limits(), [broken, seen])

    await opened(hub)
    await hub.stop()

    assert [snapshot.state for snapshot in seen.snapshots] == ["opening", "ended"]
    assert len(broken.snapshots) == 2
    assert [record.message for record in caplog.records if record.exc_info] == [
        "Seen failed; it is called on, but not logged again."
    ]


async def test_a_session_is_ended_by_its_record() -> None:
    seen = Seen()
    hub = SessionHub(Network(allow_loopback=True), Limits(), [seen])
    stream = await opened(hub)

    found = hub.end(seen.snapshots[0].record_id, EndReason.STREAM_ENDED, "")
    await stream.over.wait()
    other_found = hub.end(uuid4(), EndReason.STREAM_ENDED, "")
    await hub.stop()

    assert (found, other_found) == (True, False)


async def test_a_hub_shows_its_sessions() -> None:
    hub = SessionHub(Network(allow_loopback=True), Limits())
    stream = await opened(hub)

    shown = hub.snapshots()
    await hub.stop()

    assert [snapshot.record_id for snapshot in shown] == [stream.session.record.id]
    assert hub.snapshots() == []
