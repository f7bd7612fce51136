from __future__ import annotations

from typing import Any

import pytest

from djinar.exceptions import ConfigurationError
from djinar.sessions.limits import Limits

LIMITS = Limits(max_sessions=100, max_session_seconds=600.0)


def test_a_view_may_raise_and_lower_limits() -> None:
    changed = LIMITS.changed({"max_sessions": 200, "max_session_seconds": 60})

    assert (changed.max_sessions, changed.max_session_seconds) == (200, 60)
    assert changed.max_channels == LIMITS.max_channels


def test_a_stream_may_only_lower_them() -> None:
    narrowed = LIMITS.narrowed({"max_sessions": 200, "max_session_seconds": 60})

    assert (narrowed.max_sessions, narrowed.max_session_seconds) == (100, 60)


def test_a_misspelt_limit_is_named_with_those_that_there_are() -> None:
    with pytest.raises(ConfigurationError, match=r"no limit 'max_session'\. There are: max_sessions, "):
        LIMITS.changed({"max_session": 4})


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("max_sessions", 0, "a whole number above 0"),
        ("max_sessions", 1.5, "a whole number above 0"),
        ("max_sessions", True, "a whole number above 0"),
        ("max_session_seconds", -1, "a number above 0"),
        ("max_session_seconds", float("inf"), "a number above 0"),
        ("max_session_seconds", float("nan"), "a number above 0"),
        ("max_session_seconds", "60", "a number above 0"),
    ],
)
def test_a_wrong_limit_is_named_with_what_is_allowed(name: str, value: Any, allowed: str) -> None:
    with pytest.raises(ConfigurationError, match=f"The limit '{name}' must be {allowed}, not "):
        LIMITS.narrowed({name: value})
