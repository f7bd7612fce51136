"""Whether a request comes from our own pages, decided without a token."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from djinar.views.problems import CrossSite


def check_origin(request: HttpRequest) -> None:
    """Let same-origin pages, trusted origins and clients that are no browsers pass.

    A page of another origin cannot leave out ``Origin``, and without ``application/json`` it would not need our consent
    to post; the view asks for that content type first.

    Raises:
        CrossSite: a page of another origin posted this.

    Source: the Fetch standard's ``Origin`` and Fetch Metadata's ``Sec-Fetch-Site``.
    """
    origin = request.headers.get("Origin")
    if origin is not None:
        allowed = origin == f"{request.scheme}://{request.get_host()}" or _is_trusted(origin)
    else:
        allowed = request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")
    if not allowed:
        raise CrossSite("Offers are taken from this site's own pages; others must be in CSRF_TRUSTED_ORIGINS.")


def _is_trusted(origin: str) -> bool:
    """As Django reads ``CSRF_TRUSTED_ORIGINS``: ``https://*.example.org`` stands for every subdomain."""
    host = urlsplit(origin).netloc
    for trusted in settings.CSRF_TRUSTED_ORIGINS:
        scheme, _, pattern = trusted.partition("://")
        matches = host.endswith(pattern[1:]) if pattern.startswith("*.") else host == pattern
        if matches and origin.startswith(f"{scheme}://"):
            return True
    return False
