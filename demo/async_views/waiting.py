"""One view that waits without blocking anything, written in each way that Django can serve.

All are exempt from the CSRF check, so that a plain client can try them: they change nothing and know no user, so a
foreign page gains nothing by posting to them.
"""

import asyncio
import time
from collections.abc import Generator
from typing import Any

from asgiref.sync import markcoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from async_views.seconds import WrongSeconds, read_seconds

PLAIN_TEXT = "text/plain; charset=utf-8"


@require_POST
async def answer_later(request: HttpRequest) -> HttpResponse:
    """What each of the async views does."""
    try:
        seconds = read_seconds(request)
    except WrongSeconds as reason:
        return HttpResponse(reason, PLAIN_TEXT, status=400)
    await asyncio.sleep(seconds)
    return HttpResponse("...This was run asynchronously", PLAIN_TEXT)


@method_decorator(csrf_exempt, name="dispatch")
class Wait(View):
    """Async methods: the usual way. ``as_view()`` sees them and marks what it returns."""

    async def post(self, request: HttpRequest) -> HttpResponse:
        return await answer_later(request)


@csrf_exempt
async def wait(request: HttpRequest) -> HttpResponse:
    """An async function: Python itself knows that it is one."""
    return await answer_later(request)


class WaitCalled:
    """An instance, put straight into the URLconf: it marks itself, as nobody looks at its ``__call__``."""

    csrf_exempt = True

    def __init__(self) -> None:
        markcoroutinefunction(self)

    async def __call__(self, request: HttpRequest) -> HttpResponse:
        return await answer_later(request)


@markcoroutinefunction
class WaitAwaited:
    """A marked class, put straight into the URLconf: each request makes an instance, which is awaited."""

    csrf_exempt = True

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def __await__(self) -> Generator[Any, None, HttpResponse]:
        return answer_later(self.request).__await__()


@csrf_exempt
@require_POST
def block(request: HttpRequest) -> HttpResponse:
    """A sync view beside them: Django runs it in a thread, which is blocked for as long as it waits."""
    try:
        seconds = read_seconds(request)
    except WrongSeconds as reason:
        return HttpResponse(reason, PLAIN_TEXT, status=400)
    time.sleep(seconds)
    return HttpResponse("...This was run synchronously", PLAIN_TEXT)
