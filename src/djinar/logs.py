"""The log as JSON, a line a record, for whatever collects logs."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

_OWN = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """A record's text, time, level and logger, its traceback if there is one, and each field of ``extra``.

    Nothing that a client wrote can begin a new line: JSON escapes control characters.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in _OWN and name not in line}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)
