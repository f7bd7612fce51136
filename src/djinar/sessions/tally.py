"""What the sessions of a process came to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from djinar.media.distribution import Distribution
from djinar.sessions.reasons import EndReason
from djinar.sessions.snapshot import Figures, State

COUNTED = ("frames_in", "frames_out", "frames_dropped", "frames_failed", "bytes_in", "bytes_out")
"""The members of ``Figures`` that can be added up."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """Names nobody: no session, no user, no address."""

    states: Counter[State] = field(default_factory=Counter)
    """Of the sessions that hold a place."""
    ended: Counter[EndReason] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    """Each of ``COUNTED``, of all sessions that there have been."""
    sound_blocks_failed: int = 0
    """Likewise; each as long as its transforms ask for."""
    frame_ages: Distribution = field(default_factory=Distribution)
    transform_times: Distribution = field(default_factory=Distribution)
    hanging_threads: int = 0
    """Left behind by transforms that did not return."""
    places: int = 0
    """Sessions that there may be at once."""

    @property
    def is_full(self) -> bool:
        return self.states.total() >= self.places > 0

    def add(self, figures: Figures, frame_ages: Distribution | None, transform_times: Distribution) -> None:
        """What a session came to so far, or in all."""
        for name in COUNTED:
            self.counts[name] += getattr(figures, name)
        if frame_ages:
            self.frame_ages.include(frame_ages)
        self.transform_times.include(transform_times)
