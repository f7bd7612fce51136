"""Response headers that Django does not set by itself in every release that the demo runs on."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final, cast

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=()",
}

DEBUG_PAGES: Final = {HTTPStatus.NOT_FOUND, HTTPStatus.INTERNAL_SERVER_ERROR}

SyncView = Callable[[HttpRequest], HttpResponseBase]
AsyncView = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


@sync_and_async_middleware
def security_headers(get_response: SyncView | AsyncView) -> SyncView | AsyncView:
    """Add those of ``HEADERS`` that the view did not set."""
    if iscoroutinefunction(get_response):
        answer = cast("AsyncView", get_response)

        async def async_middleware(request: HttpRequest) -> HttpResponseBase:
            return _with_headers(await answer(request))

        return async_middleware

    answer_now = cast("SyncView", get_response)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return _with_headers(answer_now(request))

    return middleware


def _with_headers(response: HttpResponseBase) -> HttpResponseBase:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if settings.DEBUG and response.status_code in DEBUG_PAGES:
        del response.headers["Content-Security-Policy"]  # Django's debug pages carry their style and script inline
    return response
