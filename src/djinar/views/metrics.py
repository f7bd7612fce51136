"""The view that Prometheus scrapes."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare
from django.views.generic import View
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from djinar.conf import get_settings
from djinar.metrics import make_registry


class MetricsView(View):
    """For users with the permission, and for a scraper with the token of ``METRICS_TOKEN``.

    Nothing in it names a session, a user or an address. It tells of the process that answers, and of no other. Any of
    Django's access mixins works in front of it.
    """

    permission_required = "djinar.view_streamsession"
    http_method_names = ["get", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.has_permission():
            return super().dispatch(request, *args, **kwargs)
        user = getattr(request, "user", None)
        if user and user.is_authenticated:
            return HttpResponse("You lack the permission.", status=403, content_type="text/plain")
        # Not a login page: a scraper has no use for one. Source: RFC 6750 section 3.
        headers = {"WWW-Authenticate": "Bearer"}
        return HttpResponse("Log in, or send the token.", status=401, content_type="text/plain", headers=headers)

    def has_permission(self) -> bool:
        user = getattr(self.request, "user", None)
        return self._has_token() or bool(user and user.has_perm(self.permission_required))

    def _has_token(self) -> bool:
        wanted = get_settings().metrics_token
        bearer = re.fullmatch(r"Bearer +(.+)", self.request.headers.get("Authorization", ""), re.IGNORECASE)
        return bool(wanted and bearer and constant_time_compare(bearer[1], wanted))

    def get(self, request: HttpRequest) -> HttpResponse:
        encode, content_type = choose_encoder(request.headers.get("Accept", ""))
        figures = encode(self.get_registry())
        return HttpResponse(figures, content_type=content_type, headers={"Cache-Control": "no-store"})

    def get_registry(self) -> CollectorRegistry:
        return _registry()


@cache
def _registry() -> CollectorRegistry:
    return make_registry()
