"""What is known of one session, kept for those who watch it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from uuid import uuid4

from djinar.media.peer import Peer
from djinar.media.traffic import Traffic
from djinar.sessions.chains import Chains
from djinar.sessions.owner import Owner
from djinar.sessions.reasons import EndReason
from djinar.sessions.snapshot import Figures, Snapshot, State
from djinar.sessions.tally import Tally
from djinar.sessions.watcher import Watchers

_LOOKS_A_TELLING = 2
"""To have the engine count takes it a millisecond, to tell takes the database some."""
_LAST_LOOK_SECONDS = 0.3
_STATS = (
    *("frames_in", "frames_out", "frames_dropped", "frames_failed"),
    *("width_px", "height_px", "frame_age_ms", "transform_ms"),
)


class Record:
    """On the media loop, from the answer to the end."""

    def __init__(
        self,
        stream: type,
        owner: Owner,
        watchers: Watchers,
        *,
        peer: Peer,
        chains: Chains,
    ) -> None:
        self.id = uuid4()
        self.stream = f"{stream.__module__}.{stream.__qualname__}"
        self.owner = owner
        self._watchers = watchers
        self._peer = peer
        self._chains = chains
        self._traffic = Traffic()
        self._looks = 0
        self._opened_at = datetime.now(UTC)
        self._connected_at: datetime | None = None
        self._ended_at: datetime | None = None
        self._reason: EndReason | None = None
        self._detail = ""

    def opened(self) -> None:
        self._tell()

    def connected(self) -> None:
        if self._connected_at is None:
            self._connected_at = datetime.now(UTC)
            self._tell()

    async def look(self) -> Traffic:
        """At the live session; to be called every second. Who watches it hears of every other look."""
        self._traffic = await self._peer.traffic()
        self._looks += 1
        if self._looks % _LOOKS_A_TELLING == 0:
            self._tell()
        return self._traffic

    async def ended(self, reason: EndReason, detail: str) -> None:
        """To be called before the peer is closed: its last figures are taken."""
        self._reason, self._detail, self._ended_at = reason, detail, datetime.now(UTC)
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LAST_LOOK_SECONDS):
                    self._traffic = await self._peer.traffic()
        finally:
            self._tell()

    def transform_failed(self, transform: str, why: str) -> None:
        self._watchers.transform_failed(self.snapshot(), transform, why)

    def snapshot(self) -> Snapshot:
        return Snapshot(
            record_id=self.id,
            stream=self.stream,
            owner=self.owner,
            state=self.state,
            reason=self._reason,
            detail=self._detail,
            opened_at=self._opened_at,
            connected_at=self._connected_at,
            ended_at=self._ended_at,
            video_chain=self._chains.chosen["video"].as_json,
            audio_chain=self._chains.chosen["audio"].as_json,
            figures=self.figures(),
        )

    def figures(self) -> Figures:
        video = self._peer.video
        return Figures(
            width_px=video.width_px if video else 0,
            height_px=video.height_px if video else 0,
            frames_in=video.frames_in if video else 0,
            frames_out=video.frames_out if video else 0,
            frames_dropped=video.frames_dropped if video else 0,
            frames_failed=self._chains.failures["video"].count,
            bytes_in=self._traffic.bytes_in,
            bytes_out=self._traffic.bytes_out,
            round_trip_ms=self._traffic.round_trip_ms,
            frame_age_ms=video.ages_ms.percentile_95 if video else None,
            transform_ms=self._chains.pictures.durations_ms.percentile_95,
        )

    def stats(self) -> dict[str, object]:
        """What the peer is told when it asks."""
        figures = asdict(self.figures())
        return {
            "transforms": self._chains.chosen["video"].names,
            **{name: figures[name] for name in _STATS},
            "sound_blocks_failed": self._chains.failures["audio"].count,
        }

    def add_to(self, tally: Tally) -> None:
        video = self._peer.video
        frame_ages = video.ages_ms.distribution if video else None
        tally.add(self.figures(), frame_ages, self._chains.pictures.durations_ms.distribution)
        tally.sound_blocks_failed += self._chains.failures["audio"].count

    @property
    def state(self) -> State:
        if self._ended_at:
            return "ended"
        return "live" if self._connected_at else "opening"

    def _tell(self) -> None:
        self._watchers.session_changed(self.snapshot())
