"""Ends a session whose peer floods it."""

from __future__ import annotations

from collections.abc import Callable

from djinar.exceptions import DjinarError

_PATIENCE_SECONDS = 5.0
_EXCESS = 2
"""Congestion control overshoots at times, what was sent again counts twice, and messages come in bursts."""


class BitRateTooHigh(DjinarError):
    def __init__(self, limit_bps: float) -> None:
        super().__init__(
            f"More than {_EXCESS * limit_bps / 1e6:g} Mbit/s arrived for {_PATIENCE_SECONDS:g} s; "
            f"{limit_bps / 1e6:g} are allowed."
        )


class MessageRateTooHigh(DjinarError):
    def __init__(self, limit_per_second: float) -> None:
        super().__init__(
            f"More than {_EXCESS * limit_per_second:g} messages a second arrived for {_PATIENCE_SECONDS:g} s; "
            f"{limit_per_second:g} are allowed."
        )


class FloodWatch:
    """To be told every second how many there have been."""

    def __init__(self, limit_per_second: float, too_high: Callable[[float], DjinarError]) -> None:
        self._limit_per_second = limit_per_second
        self._too_high = too_high
        self._last: tuple[float, int] | None = None
        self._over_since: float | None = None

    def arrived(self, count: int, at_seconds: float) -> None:
        """So many since the session began.

        Raises:
            DjinarError: twice the limit was exceeded each time for some seconds.
        """
        last, self._last = self._last, (at_seconds, count)
        if last is None or at_seconds <= last[0]:
            return
        if (count - last[1]) / (at_seconds - last[0]) <= _EXCESS * self._limit_per_second:
            self._over_since = None
            return
        self._over_since = last[0] if self._over_since is None else self._over_since
        if at_seconds - self._over_since >= _PATIENCE_SECONDS:
            raise self._too_high(self._limit_per_second)
