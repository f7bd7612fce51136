"""Counts what became of offers."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from django.http import HttpResponseBase, JsonResponse

from djinar.metrics import OFFERS


def counted(view: Callable[..., Awaitable[HttpResponseBase]]) -> Callable[..., Awaitable[HttpResponseBase]]:
    @wraps(view)
    async def counted_view(*arguments: Any, **keywords: Any) -> HttpResponseBase:
        result = "error"
        try:
            response = await view(*arguments, **keywords)
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
