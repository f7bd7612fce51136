"""Whether a request comes from our own pages, decided without a token."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import is_same_domain

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
    """As Django reads ``CSRF_TRUSTED_ORIGINS``: ``https://*.example.org`` is that domain and every one below."""
    scheme, _, host = origin.partition("://")
    for trusted in settings.CSRF_TRUSTED_ORIGINS:
        trusted_scheme, _, pattern = trusted.partition("://")
        if scheme == trusted_scheme and is_same_domain(host, pattern.removeprefix("*")):
            return True
    return False
