"""How the site is served, as far as settings and environment tell."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from djinar.conf import Settings
from djinar.management.doctor.finding import Finding


def findings(ours: Settings, application: str, environment: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """``application`` is a dotted path, such as "config.asgi.application"."""
    yield _server(application)
    yield _https()
    yield from _proxy(ours, environment)
    yield _processes(environment)


def default_application() -> str:
    """Where ``startproject`` puts it: beside the URLs."""
    return f"{settings.ROOT_URLCONF.rpartition('.')[0]}.asgi.application".removeprefix(".")


def _server(path: str) -> Finding:
    try:
        application: Any = import_string(path)
    except ImportError:
        return Finding(
            "note",
            "server",
            f"there is no ASGI application {path}.",
            "Name yours with --asgi, or make one: see asgi.py.",
        )
    if not getattr(application, "ends_sessions", False):
        return Finding(
            "wrong",
            "server",
            f"{path} cuts sessions off when the server stops.",
            "Wrap it in djinar.lifespan.ends_sessions.",
        )
    return Finding("ok", "server", f"{path} gives sessions time to end.")


def _https() -> Finding:
    if settings.DEBUG:
        return Finding("note", "https", "DEBUG is on.", "Turn it off wherever others can reach the site.")
    if settings.SECURE_SSL_REDIRECT or settings.SECURE_PROXY_SSL_HEADER:
        return Finding("ok", "https", "pages are served by HTTPS.")
    return Finding(
        "wrong",
        "https",
        "nothing makes visitors come by HTTPS, and a browser gives its camera to no other page.",
        "Serve HTTPS and set SECURE_SSL_REDIRECT.",
    )


def _proxy(ours: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    if settings.USE_X_FORWARDED_HOST and "*" in settings.ALLOWED_HOSTS:
        yield Finding(
            "wrong",
            "proxy",
            "USE_X_FORWARDED_HOST believes a header, and ALLOWED_HOSTS allows whatever is in it.",
            "Name the site's hosts in ALLOWED_HOSTS.",
        )
    believed = environment.get("FORWARDED_ALLOW_IPS", "")
    if believed == "*" and not ours.trusted_proxy_count:
        yield Finding(
            "wrong",
            "proxy",
            "with FORWARDED_ALLOW_IPS=* uvicorn believes everybody: a client that names another address with each "
            "offer passes every limit of an address.",
            "Name your proxies in it, or set TRUSTED_PROXY_COUNT to their number.",
        )
    elif settings.SECURE_PROXY_SSL_HEADER and not believed and not ours.trusted_proxy_count:
        yield Finding(
            "note",
            "proxy",
            "SECURE_PROXY_SSL_HEADER tells of a proxy, TRUSTED_PROXY_COUNT of none: all visitors count as one address.",
            "Set it to the number of your proxies, unless the server takes the client's address from them by itself, "
            "as uvicorn does where the proxy is on the same machine.",
        )
    if ours.trusted_proxy_count and not settings.SECURE_PROXY_SSL_HEADER:
        yield Finding(
            "note",
            "proxy",
            "TRUSTED_PROXY_COUNT tells of a proxy, SECURE_PROXY_SSL_HEADER of none.",
            "Unless the server takes the scheme from the proxy, as uvicorn does, offers are refused as cross-site.",
        )


def _processes(environment: Mapping[str, str]) -> Finding:
    count = environment.get("WEB_CONCURRENCY", "1")
    if count in ("", "1"):
        return Finding("ok", "processes", "WEB_CONCURRENCY asks for one.")
    return Finding(
        "note",
        "processes",
        f"WEB_CONCURRENCY asks for {count}; each has sessions, limits and metrics of its own.",
        "Divide MAX_SESSIONS by it, and let Prometheus scrape each by a port of its own.",
    )
