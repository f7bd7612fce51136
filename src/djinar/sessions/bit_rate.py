"""Ends a session whose peer floods it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from djinar.exceptions import DjinarError
from djinar.media.traffic import Traffic

_LOOK_EVERY_SECONDS = 1.0
_PATIENCE_SECONDS = 5.0
_EXCESS = 2
"""Congestion control overshoots at times, and what was sent again counts twice."""


class BitRateTooHigh(DjinarError):
    def __init__(self, limit_bps: int) -> None:
        super().__init__(
            f"More than {_EXCESS * limit_bps / 1e6:g} Mbit/s arrived for {_PATIENCE_SECONDS:g} s; "
            f"{limit_bps / 1e6:g} are allowed."
        )


class BitRateWatch:
    def __init__(self, limit_bps: int) -> None:
        self._limit_bps = limit_bps
        self._last: tuple[float, int] | None = None
        self._over_since: float | None = None

    async def run(self, traffic: Callable[[], Awaitable[Traffic]]) -> None:
        """Until cancelled.

        Raises:
            BitRateTooHigh: as ``arrived``.
        """
        clock = asyncio.get_running_loop().time
        while True:
            self.arrived((await traffic()).bytes_in, clock())
            await asyncio.sleep(_LOOK_EVERY_SECONDS)

    def arrived(self, bytes_in: int, at_seconds: float) -> None:
        """So many since the session began.

        Raises:
            BitRateTooHigh: twice the limit was exceeded each time for some seconds.
        """
        last, self._last = self._last, (at_seconds, bytes_in)
        if last is None or at_seconds <= last[0]:
            return
        if (bytes_in - last[1]) * 8 / (at_seconds - last[0]) <= _EXCESS * self._limit_bps:
            self._over_since = None
            return
        self._over_since = last[0] if self._over_since is None else self._over_since
        if at_seconds - self._over_since >= _PATIENCE_SECONDS:
            raise BitRateTooHigh(self._limit_bps)
