"""What a service manager and a load balancer ask. They tell nothing but the state, so everybody may ask."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.generic import View

from djinar.conf import get_backend
from djinar.views.atomic import outside_of_transactions

logger = logging.getLogger(__name__)

_MEDIA_LOOP_SECONDS = 5.0


class HealthView(View):
    """Whether the process lives: 503 when the media loop does not answer, and only a restart helps."""

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:
        return outside_of_transactions(super().as_view(**initkwargs))

    async def get(self, _request: HttpRequest) -> HttpResponse:
        try:
            async with asyncio.timeout(_MEDIA_LOOP_SECONDS):
                await get_backend().tally()
        except TimeoutError:
            logger.error("The media loop has not answered for %s s.", _MEDIA_LOOP_SECONDS)
            return _state("media-loop-blocked")
        return _state()


class ReadyView(View):
    """Whether new visitors should be sent here: 503 when the database is out of reach, or the server is stopping.

    Full is no reason by default, since a full server has pages to show; a fleet behind a load balancer may want it.
    """

    full_is_ready = True

    def get(self, _request: HttpRequest) -> HttpResponse:
        backend = get_backend()
        if backend.is_stopping:
            return _state("stopping")
        if not self.full_is_ready and async_to_sync(backend.tally)().is_full:
            return _state("full")
        if not self.reaches_database():
            return _state("database")
        return _state()

    def reaches_database(self) -> bool:
        if settings.DATABASES[DEFAULT_DB_ALIAS]["ENGINE"] == "django.db.backends.dummy":
            return True
        try:
            with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
                cursor.execute("SELECT 1")
        except Error as error:
            logger.error("The database is out of reach: %s", type(error).__name__)
            return False
        return True


def _state(problem: str = "") -> JsonResponse:
    response = JsonResponse(
        {"state": problem or "ok"}, status=503 if problem else 200, headers={"Cache-Control": "no-store"}
    )
    # Django would log it a second time and mail it to the admins, at every probe.
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001  (Django's own mark)
    return response
