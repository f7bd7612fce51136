"""What is known of a session at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

from djinar.sessions.owner import Owner
from djinar.sessions.reasons import EndReason

State: TypeAlias = Literal["opening", "live", "ended"]
"""Answered but not yet connected, connected, over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts since the session began; times are 95th percentiles of late, ``None`` before the first."""

    width_px: int = 0
    height_px: int = 0
    """Of the last picture received."""
    frames_in: int = 0
    frames_out: int = 0
    frames_dropped: int = 0
    frames_failed: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    """On the wire, all that belongs to the connection."""
    round_trip_ms: float | None = None
    frame_age_ms: float | None = None
    transform_ms: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Holds nothing by which the session could be taken over: its secret id is not in it."""

    record_id: UUID
    stream: str
    """The dotted path of the class."""
    owner: Owner
    state: State
    reason: EndReason | None = None
    detail: str = ""
    opened_at: datetime
    connected_at: datetime | None = None
    ended_at: datetime | None = None
    video_chain: Sequence[Mapping[str, object]] = ()
    audio_chain: Sequence[Mapping[str, object]] = ()
    """JSON values: ``name`` and ``options`` of each transform in use."""
    figures: Figures = Figures()
