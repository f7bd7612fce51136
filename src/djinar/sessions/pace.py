"""How often each of many may do something."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from djinar.exceptions import TooManyOffers

_WINDOW_SECONDS = 60.0
_REMEMBERED = 10_000


class OfferPace:
    """Counts offers by whom they come from, each for a minute from the first. Thread-safe.

    Remembers 10,000 of them, some 2 MB; the next makes it forget the one that it has known for the longest.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._counted: dict[str, tuple[float, int]] = {}

    def count(self, who: str, limit: int) -> None:
        """Count one more offer.

        Raises:
            TooManyOffers: this minute had as many as may be.
        """
        with self._lock:
            now = self._clock()
            self._forget(now)
            began, count = self._counted.get(who, (now, 0))
            if count >= limit:
                raise TooManyOffers(limit, began + _WINDOW_SECONDS - now)
            self._counted[who] = began, count + 1

    def _forget(self, now: float) -> None:
        """Those whose minute is over: they stand first, in the order in which they began."""
        while self._counted:
            first = next(iter(self._counted))
            if self._counted[first][0] + _WINDOW_SECONDS > now and len(self._counted) < _REMEMBERED:
                return
            del self._counted[first]
