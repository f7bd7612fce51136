"""What a figure came to lately."""

from __future__ import annotations

from collections import deque

from djinar.media.distribution import Distribution

_KEPT = 100
_MEANT = 8


class Recent:
    """The last hundred values of a time, and how all of them were distributed."""

    def __init__(self) -> None:
        self._values: deque[float] = deque(maxlen=_KEPT)
        self.distribution = Distribution()

    def add(self, value: float) -> None:
        self._values.append(value)
        self.distribution.add(value)

    @property
    def percentile_95(self) -> float | None:
        """To a tenth; ``None`` before the first value."""
        return round(sorted(self._values)[int(len(self._values) * 0.95)], 1) if self._values else None

    @property
    def mean(self) -> float:
        """Of the last eight; 0 before the first."""
        last = list(self._values)[-_MEANT:]
        return sum(last) / len(last) if last else 0.0
