"""Why a stream failed: what its session logged."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_collector: ContextVar[Causes | None] = ContextVar("djinar_testing_causes", default=None)
_logger = logging.getLogger("djinar")


class Causes(logging.Handler):
    """Keeps the newest exception that was logged by the tasks of one session."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.newest: BaseException | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if _collector.get() is self:
            self.newest = record.exc_info[1] if record.exc_info else None

    @contextmanager
    def collected(self) -> Iterator[None]:
        _logger.addHandler(self)
        try:
            yield
        finally:
            _logger.removeHandler(self)

    @contextmanager
    def of_what_begins_here(self) -> Iterator[None]:
        """Every task that is begun in the block is the session's, and every task that one of those begins."""
        token = _collector.set(self)
        try:
            yield
        finally:
            _collector.reset(token)
