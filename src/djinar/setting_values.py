"""What settings are made of, read strictly."""

from __future__ import annotations

from typing import Any


def read_list(value: Any) -> list[Any] | tuple[Any, ...]:
    """Raises:
    TypeError: it is none; a text, which could be gone through as well, is none.
    """
    if not isinstance(value, list | tuple):
        raise TypeError
    return value


def read_text(value: Any) -> str:
    """Raises:
    ValueError: it is none, or empty.
    """
    if not isinstance(value, str) or not value:
        raise ValueError
    return value
