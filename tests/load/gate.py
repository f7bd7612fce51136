"""What must hold of figures that a busy machine spoils: the same is measured undisturbed in the same run."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from benchmarks.findings import Findings

FPS = 30
"""Of every camera."""
QUIET_AGE_MS = 50
"""95 of 100 pictures are back sooner on a quiet machine, if nothing is in their way."""
Record = Callable[[str, object], None]
"""pytest's ``record_property``."""

_ATTEMPTS = 3
_TOO_BUSY_FPS = 15
"""Whoever gets no more when nothing is in the way has measured the machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    fps: float
    """Distinct pictures that come back in a second, at least."""
    age_ms: float = float("inf")
    """The 95th percentile, at most."""
    freeze_ms: float = float("inf")
    """The longest, at most."""

    def holds(self, seen: Findings, undisturbed: Findings) -> bool:
        """What the machine takes of the undisturbed figures it may take of the others too."""
        return (
            undisturbed.fps > _TOO_BUSY_FPS
            and seen.fps >= self.fps * min(1, undisturbed.fps / FPS)
            and seen.frame_age_ms[1] <= self.age_ms + max(0, undisturbed.frame_age_ms[1] - QUIET_AGE_MS)
            and seen.longest_freeze_ms <= self.freeze_ms
        )


def described(seen: Findings) -> str:
    ages, pings = ("/".join(f"{ms:.0f}" for ms in figures) for figures in (seen.frame_age_ms, seen.round_trip_ms))
    frozen_ms = round(seen.longest_freeze_ms)
    return f"{seen.fps:.1f} frames/s of {seen.size}, {ages} ms old, longest freeze {frozen_ms} ms, pings {pings} ms"


def assert_some_attempt(attempt: Callable[[], tuple[bool, str]], record_property: Record, name: str) -> None:
    """The attempt tells whether the gate held, and what was measured."""
    for number in range(1, _ATTEMPTS + 1):
        held, measured = attempt()
        text = f"{name}: {measured} (attempt {number}, load {os.getloadavg()[0]:.1f})"
        record_property("measured", text)
        if held:
            return
    pytest.fail("The gate held in none of the attempts; see what was measured.")
