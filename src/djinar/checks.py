"""System checks: what is wrong is said before the first offer arrives."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Notice

from djinar import conf


@register("djinar")
def check_settings(**_: Any) -> list[CheckMessage]:
    """``djinar.E001``: a wrong setting."""
    return [Error(problem, id="djinar.E001") for problem in conf.problems(getattr(settings, "DJINAR", {}))]


@register("djinar")
def check_relay_credentials(**_: Any) -> list[CheckMessage]:
    """``djinar.W001``: every visitor gets to see a credential that never ends."""
    if conf.problems(getattr(settings, "DJINAR", {})):
        return []
    return [
        Notice(
            f"Pages tell every visitor the credential of {', '.join(server.urls)}, which stays good for ever.",
            hint="Give the TURN server a shared secret, and name it as `secret` in place of username and credential.",
            id="djinar.W001",
        )
        for server in conf.get_settings().network.browser_ice_servers
        if server.credential is not None
    ]
