"""A limit on how often something may happen."""

from __future__ import annotations

from collections.abc import Callable


class TokenBucket:
    """Lets ``per_second`` things happen on the average, and twice as many at once.

    ``clock`` gives seconds and never goes back.
    """

    def __init__(self, per_second: float, clock: Callable[[], float]) -> None:
        self._per_second = per_second
        self._clock = clock
        self._tokens = self._most = max(1.0, 2 * per_second)
        self._filled = clock()

    def take(self) -> bool:
        """Whether one more may happen now."""
        now = self._clock()
        self._tokens = min(self._most, self._tokens + (now - self._filled) * self._per_second)
        self._filled = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
