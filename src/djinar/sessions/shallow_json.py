"""JSON from strangers."""

from __future__ import annotations

import json

_BRACKETS_AT_MOST = 256


def loads(text: str | bytes) -> object:
    """As ``json.loads``, for what nobody nests deeply.

    Deep nesting would use up the interpreter's stack: what happens to be freed there fails as well, and says so.

    Raises:
        ValueError: it is not JSON, or opens more than 256 lists and objects.
    """
    opened = text.count("[") + text.count("{") if isinstance(text, str) else text.count(b"[") + text.count(b"{")
    if opened > _BRACKETS_AT_MOST:
        raise ValueError(f"More than {_BRACKETS_AT_MOST} lists and objects.")
    return json.loads(text)
