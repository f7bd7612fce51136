"""Streams behind every kind of door."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, cast

from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth import alogout
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin, UserPassesTestMixin
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse
from django.urls import path

from djinar import Stream
from djinar.views import OfferView

PERMISSION = "auth.view_user"


class Open(Stream):
    pass


class OfRoom(Stream):
    """For those who belong to the group that the URL names."""

    @classmethod
    async def has_permission(cls, request: Any) -> bool:
        user = await request.auser()
        return bool(await user.groups.filter(name=request.GET["room"]).aexists())


class Watched(Stream):
    """Remembers who asked, and answers as the test says."""

    asked: list[HttpRequest] = []
    answers: Callable[[], bool] = staticmethod(lambda: True)

    @classmethod
    def has_permission(cls, request: Any) -> bool:
        cls.asked.append(request)
        return cls.answers()


class MembersOfferView(LoginRequiredMixin, OfferView):
    stream = Open


class StaffOfferView(PermissionRequiredMixin, OfferView):
    stream = Open
    permission_required = PERMISSION


class AdasOfferView(UserPassesTestMixin, OfferView):
    stream = Open

    def test_func(self) -> bool:
        user: Any = self.request.user
        return str(user.get_username()).startswith(self.kwargs["initial"])


async def of_any_room(request: HttpRequest, room: str) -> HttpResponse:
    """No view of a stream, but a function that calls one."""
    return cast(HttpResponse, await cast(Any, OfferView.as_view(stream=Open))(request, room=room))


async def leave(request: HttpRequest) -> HttpResponse:
    await alogout(request)
    return HttpResponse()


def these_urls(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """A middleware that has paths resolved by this module."""

    def middleware(request: HttpRequest) -> Any:
        vars(request)["urlconf"] = sys.modules[__name__]
        return get_response(request)

    return middleware


urlpatterns = [
    path("logout", LogoutView.as_view(next_page="/")),
    path("leave", leave),
    path("open", OfferView.as_view(stream=Open)),
    path("members", MembersOfferView.as_view()),
    path("staff", StaffOfferView.as_view()),
    path("decorated", permission_required(PERMISSION)(OfferView.as_view(stream=Open))),
    path("named/<str:initial>", AdasOfferView.as_view()),
    path("room", OfferView.as_view(stream=OfRoom)),
    path("rooms/<str:room>", of_any_room),
    path("watched", OfferView.as_view(stream=Watched)),
    *i18n_patterns(path("translated", StaffOfferView.as_view())),
]
