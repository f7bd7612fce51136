"""Lets pages of other origins read answers. Source: the Fetch standard, section 3.3, the CORS protocol."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from djinar.views.origin import may_read_answers

_View = Callable[..., Awaitable[HttpResponseBase]]

_PREFLIGHT_IS_GOOD_FOR_SECONDS = 600


def answering_other_origins(view: _View) -> _View:
    """Those that the settings name, and never with cookies: ``Access-Control-Allow-Credentials`` is not sent."""

    @wraps(view)
    async def answering_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        origin = request.headers.get("Origin", "")
        if not may_read_answers(origin):
            response = await view(request, *args, **kwargs)
        elif request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response = _preflight(request)
        else:
            response = await view(request, *args, **kwargs)
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = "Retry-After, WWW-Authenticate"
        patch_vary_headers(response, ["Origin"])
        return response

    return answering_view


def _preflight(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        status=204,
        headers={
            "Access-Control-Allow-Origin": request.headers["Origin"],
            "Access-Control-Allow-Methods": request.headers["Access-Control-Request-Method"],
            "Access-Control-Allow-Headers": "Authorization, Content-Type",
            "Access-Control-Max-Age": str(_PREFLIGHT_IS_GOOD_FOR_SECONDS),
        },
    )
