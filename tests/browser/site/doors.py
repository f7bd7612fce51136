"""A way in for Ada, by cookie or by token, and pages whose offers go to another origin."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login, logout
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse

from djinar.tokens import make_token
from djinar.views import StreamPageView
from tests.browser.site.streams import Echo


def enter(request: HttpRequest) -> HttpResponse:
    login(request, _ada(), "django.contrib.auth.backends.ModelBackend")
    return HttpResponse("Hello, Ada.")


def leave(request: HttpRequest) -> HttpResponse:
    logout(request)
    return HttpResponse("Goodbye.")


def token(request: HttpRequest) -> HttpResponse:
    """Good for so many ``seconds``."""
    return HttpResponse(make_token(Echo, _ada(), lifetime_seconds=float(request.GET["seconds"])))


def free_cats(request: HttpRequest) -> HttpResponse:
    """The page of somebody with bad intent: nothing keeps it from anything."""
    return HttpResponse("Free cats!", headers={"Content-Security-Policy": "default-src *"})


class ElsewherePage(StreamPageView):
    stream = Echo

    def get_offer_url(self) -> str:
        return self.request.GET["offers"]

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        headers = {"Content-Security-Policy": f"default-src 'self'; connect-src 'self' {self.request.GET['offers']}"}
        return super().render_to_response(context, headers=headers, **response_kwargs)


def _ada() -> User:
    return User.objects.get_or_create(username="ada")[0]
