"""System checks: what is wrong is said before the first offer arrives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Notice
from django.urls import URLPattern, URLResolver, get_resolver

from djinar import conf
from djinar.exceptions import ConfigurationError
from djinar.sessions.limits import Limits


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


@register("djinar")
def check_streams(**_: Any) -> list[CheckMessage]:
    """``djinar.E002``: a stream, or a view of one, that could open no session."""
    try:
        views = list(_views(get_resolver().url_patterns))
    except Exception:  # noqa: BLE001 - whatever is wrong with the URLconf, a check of Django's own tells it
        return []
    return [Error(problem, id="djinar.E002") for problem in dict.fromkeys(chain.from_iterable(map(_problems, views)))]


def _views(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[Callable[..., Any]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns)
        else:
            yield pattern.callback


def _problems(view: Callable[..., Any]) -> Iterator[str]:
    """Of a view of a stream; a stream that it chooses for each request is not looked at."""
    # The URLconf has loaded them, where there is such a view.
    from djinar.stream import Stream
    from djinar.views.stream import StreamMixin

    view_class = getattr(view, "view_class", None)
    if not (isinstance(view_class, type) and issubclass(view_class, StreamMixin)):
        return
    configured = {name: getattr(view_class, name, None) for name in ("stream", "limits")} | getattr(
        view, "view_initkwargs", {}
    )
    stream, limits = configured["stream"], configured["limits"] or {}
    yield from _refusal(lambda: Limits().changed(limits), f"{view_class.__qualname__}.limits: ")
    if isinstance(stream, type) and issubclass(stream, Stream):
        yield from _refusal(lambda: Limits().changed(stream.limits), f"{stream.__qualname__}.limits: ")
        yield from _refusal(stream.offered_transforms)
        yield from _refusal(stream.offered_sound_transforms)


def _refusal(question: Callable[[], object], about: str = "") -> Iterator[str]:
    try:
        question()
    except ConfigurationError as error:
        yield f"{about}{error}"
