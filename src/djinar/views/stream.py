"""What the views of a stream have in common."""

from __future__ import annotations

from collections.abc import Awaitable
from inspect import isawaitable
from typing import Any

from asgiref.sync import async_to_sync
from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.generic import View

from djinar.stream import Stream


class StreamMixin(AccessMixin, View):
    """A view of one stream, for those whom ``Stream.has_permission()`` lets in.

    Other access mixins are asked before it. It refuses as they do: ``login_url`` and the other names of Django's
    ``AccessMixin`` hold here too.
    """

    stream: type[Stream] | None = None

    def get_stream(self) -> type[Stream]:
        if self.stream is None:
            name = type(self).__qualname__
            raise ImproperlyConfigured(f"{name} has no stream. Give {name}.stream, or override {name}.get_stream().")
        return self.stream

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        permitted = self.get_stream().has_permission(request)
        if isawaitable(permitted):
            permitted = async_to_sync(_awaited)(permitted)
        if permitted:
            return super().dispatch(request, *args, **kwargs)
        if hasattr(request, "user"):
            return self.handle_no_permission()
        raise PermissionDenied(self.get_permission_denied_message())


async def _awaited(answer: Awaitable[bool]) -> bool:
    return await answer
