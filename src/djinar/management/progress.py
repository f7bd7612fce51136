"""How far a long command is, for somebody who watches."""

from __future__ import annotations

import time

from django.core.management.base import OutputWrapper

_EVERY_SECONDS = 0.1
_BAR_COLUMNS = 30


class Progress:
    """One line that is drawn over and over; nothing at all where nobody watches, as in a file or a pipe."""

    def __init__(self, stream: OutputWrapper, total_seconds: float | None) -> None:
        self._stream = stream
        self._total_seconds = total_seconds
        self._watched = stream.isatty()
        self._drawn_at = 0.0
        self._drawn = ""

    def at(self, seconds: float) -> None:
        """So many seconds of the file are done."""
        now = time.monotonic()
        if self._watched and now - self._drawn_at >= _EVERY_SECONDS:
            self._drawn_at = now
            self._draw(self._line(seconds))

    def clear(self) -> None:
        """Make room for another line."""
        if self._drawn:
            self._draw("")
            self._stream.write("\r", str, ending="")

    def _line(self, seconds: float) -> str:
        if not self._total_seconds:
            return f"{seconds:.1f} s"
        share = min(1.0, seconds / self._total_seconds)
        bar = ("#" * round(share * _BAR_COLUMNS)).ljust(_BAR_COLUMNS, ".")
        return f"[{bar}] {share:4.0%}  {seconds:.1f} of {self._total_seconds:.1f} s"

    def _draw(self, line: str) -> None:
        # Without a style: Django would show everything here in the colour of errors.
        self._stream.write("\r" + line.ljust(len(self._drawn)), str, ending="")
        self._stream.flush()
        self._drawn = line
