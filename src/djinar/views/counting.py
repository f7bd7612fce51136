"""Counts what became of offers."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse

from djinar.metrics import OFFERS
from djinar.repeated_request import RepeatedRequest


def counted(view: Callable[..., Awaitable[HttpResponseBase]]) -> Callable[..., Awaitable[HttpResponseBase]]:
    @wraps(view)
    async def counted_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if isinstance(request, RepeatedRequest):
            return await view(request, *args, **kwargs)
        result = "error"
        try:
            response = await view(request, *args, **kwargs)
            result = _result(response)
            return response
        finally:
            OFFERS.labels(result).inc()

    return counted_view


def _result(response: HttpResponseBase) -> str:
    """One of few, whatever a client sends."""
    if response.status_code == 200:
        return "answered"
    if isinstance(response, JsonResponse) and response.headers["Content-Type"] == "application/problem+json":
        return str(json.loads(response.content)["code"])
    return "other"
