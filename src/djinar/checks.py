"""System checks: what is wrong is said before the first offer arrives."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from djinar import conf


@register("djinar")
def check_settings(**_: Any) -> list[CheckMessage]:
    """``djinar.E001``: a wrong setting."""
    raw = getattr(settings, "DJINAR", {})
    if not isinstance(raw, dict):
        return [Error(f"DJINAR must be a dictionary of settings, not {raw!r}.", id="djinar.E001")]
    return [Error(problem, id="djinar.E001") for problem in conf.problems(raw)]
