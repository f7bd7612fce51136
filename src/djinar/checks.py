"""System checks: what is wrong is said before the first offer arrives."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from djinar import conf


@register("djinar")
def check_settings(**_: Any) -> list[CheckMessage]:
    """``djinar.E001``: a wrong setting."""
    return [Error(problem, id="djinar.E001") for problem in conf.problems(getattr(settings, "DJINAR", {}))]
