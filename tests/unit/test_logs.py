from __future__ import annotations

import json
import logging
import sys
from uuid import UUID

from djinar.logs import JsonFormatter


def formatted(text: str, *arguments: object, error: bool = False, **fields: object) -> dict[str, object]:
    record = logging.makeLogRecord(
        {"name": "djinar.x", "levelname": "INFO", "msg": text, "args": arguments, "created": 1_000.5, **fields}
    )
    record.exc_info = sys.exc_info() if error else None
    line = JsonFormatter().format(record)
    assert "\n" not in line
    written: dict[str, object] = json.loads(line)
    return written


def test_a_record_is_a_line_with_its_fields() -> None:
    written = formatted("%s ended: %s", "session ab12", "idle-timeout", session="ab12", reason="idle-timeout")

    assert written == {
        "time": "1970-01-01T00:16:40.500+00:00",
        "level": "INFO",
        "logger": "djinar.x",
        "message": "session ab12 ended: idle-timeout",
        "session": "ab12",
        "reason": "idle-timeout",
    }


def test_what_a_client_wrote_cannot_begin_a_line() -> None:
    written = formatted("refused: %s", "x\r\nERROR all is lost\x1b[2J\u2028")

    assert written["message"] == "refused: x\r\nERROR all is lost\x1b[2J\u2028"


def test_values_that_are_not_json_are_written_as_text() -> None:
    assert formatted("opened", record=UUID(int=7))["record"] == "00000000-0000-0000-0000-000000000007"


def test_a_traceback_is_a_field() -> None:
    try:
        raise LookupError("gone")
    except LookupError:
        written = formatted("failed", error=True)

    assert "LookupError: gone" in str(written["traceback"])


def test_a_field_cannot_take_the_place_of_what_every_line_has() -> None:
    assert formatted("true", level="forged")["level"] == "INFO"
