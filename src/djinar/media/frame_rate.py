"""A limit on how many pictures a second are taken in."""

from __future__ import annotations

import time
from collections.abc import Callable

_EARLY_SECONDS = 0.1
"""What a picture may be before its time: the network lets them come unevenly."""


class FrameRateLimit:
    def __init__(self, limit_fps: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._interval_seconds = 1 / limit_fps
        self._clock = clock
        self._due = 0.0
        self.dropped = 0

    def admits(self) -> bool:
        """Whether the picture that arrived now is taken in; if not, it counts as dropped."""
        now = self._clock()
        if now < self._due - _EARLY_SECONDS:
            self.dropped += 1
            return False
        self._due = max(self._due, now) + self._interval_seconds
        return True
