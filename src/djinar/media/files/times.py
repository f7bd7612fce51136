"""When the pictures of a file are shown."""

from __future__ import annotations

import math
from fractions import Fraction

_FINEST_TICK_SECONDS = Fraction(1, 1_000_000)


class PictureClock:
    """The times of a track's pictures, one after the other.

    A file's tick is often too coarse for its rate: Matroska rounds to milliseconds, so that 30 pictures a second come
    after 33, 33 and 34 of them. Such a time is put where the rate has it. Any other stays as it is, and with it a rate
    that varies.
    """

    def __init__(self, fps: Fraction, file_tick_seconds: Fraction) -> None:
        self._period_seconds = 1 / fps
        self._file_tick_seconds = file_tick_seconds
        self._first: Fraction | None = None
        self._last: Fraction | None = None
        exact = Fraction(1, math.lcm(file_tick_seconds.denominator, fps.numerator))
        is_too_coarse = (self._period_seconds / file_tick_seconds).denominator != 1
        self._corrects = is_too_coarse and exact >= _FINEST_TICK_SECONDS
        self.tick_seconds = exact if self._corrects else file_tick_seconds
        """Every time is a whole number of these."""

    def next(self, seconds: Fraction | None) -> Fraction:
        """The time of the next picture, given what the file says of it, if it does. Times never stand still."""
        if self._first is None or self._last is None:
            self._first = self._last = seconds or Fraction(0)
            return self._first
        if seconds is None:
            seconds = self._last + self._period_seconds
        if self._corrects:
            seconds = self._on_grid(seconds, self._first)
        self._last = max(seconds, self._last + self.tick_seconds)
        return self._last

    def duration(self, seconds: Fraction) -> Fraction:
        """What a picture is shown for, given what the file says, 0 where it does not."""
        if not seconds or (self._corrects and abs(seconds - self._period_seconds) <= self._file_tick_seconds):
            return self._period_seconds
        return seconds

    def _on_grid(self, seconds: Fraction, first: Fraction) -> Fraction:
        exact = first + round((seconds - first) / self._period_seconds) * self._period_seconds
        return exact if abs(exact - seconds) <= self._file_tick_seconds else seconds
