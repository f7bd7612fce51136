"""Whether a request comes from our own pages, or from others that may."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import is_same_domain

from djinar.conf import get_settings
from djinar.views.problems import CrossSite


def check_origin(request: HttpRequest, *, has_token: bool = False) -> None:
    """Let same-origin pages, trusted origins and clients that are no browsers pass.

    A page of another origin cannot leave out ``Origin``, and without ``application/json`` it would not need our consent
    to post; the view asks for that content type first. Nor can it send a token that it was not given.

    Raises:
        CrossSite: a page of another origin posted this.

    Source: the Fetch standard's ``Origin`` and Fetch Metadata's ``Sec-Fetch-Site``.
    """
    origin = request.headers.get("Origin")
    if origin is not None:
        allowed = (
            origin == f"{request.scheme}://{request.get_host()}"
            or _is_listed(origin, settings.CSRF_TRUSTED_ORIGINS)
            or (has_token and _is_listed(origin, get_settings().token_origins))
        )
    else:
        allowed = has_token or request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")
    if not allowed:
        raise CrossSite(
            "Offers are taken from this site's own pages; others must be in CSRF_TRUSTED_ORIGINS, or have a token and "
            "be in TOKEN_ORIGINS."
        )


def may_read_answers(origin: str) -> bool:
    """Whether the settings name this origin, which is another than ours."""
    return _is_listed(origin, [*settings.CSRF_TRUSTED_ORIGINS, *get_settings().token_origins])


def _is_listed(origin: str, listed: Iterable[str]) -> bool:
    """As Django reads ``CSRF_TRUSTED_ORIGINS``: ``https://*.example.org`` is that domain and every one below."""
    scheme, _, host = origin.partition("://")
    for other in listed:
        listed_scheme, _, pattern = other.partition("://")
        if scheme == listed_scheme and is_same_domain(host, pattern.removeprefix("*")):
            return True
    return False
