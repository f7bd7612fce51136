"""How a time was distributed since the beginning."""

from __future__ import annotations

from bisect import bisect_left

BOUNDS_MS = (1.0, 2.5, 5.0, 10.0, 20.0, 33.0, 50.0, 100.0, 250.0, 500.0, 1000.0, 2500.0)


class Distribution:
    """Counts values in fixed steps, so that it costs the same in the first hour and in the last."""

    __slots__ = ("counts", "sum_ms")

    def __init__(self) -> None:
        self.counts = [0] * (len(BOUNDS_MS) + 1)
        """Up to each of ``BOUNDS_MS``, and more than the last."""
        self.sum_ms = 0.0

    def add(self, value_ms: float) -> None:
        self.counts[bisect_left(BOUNDS_MS, value_ms)] += 1
        self.sum_ms += value_ms

    def include(self, other: Distribution) -> None:
        self.counts = [own + others for own, others in zip(self.counts, other.counts, strict=True)]
        self.sum_ms += other.sum_ms
