"""Whom a stream lets in: to the page, to the ICE servers and to the offer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest
from django.contrib.auth.decorators import login_not_required, login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient, Client, RequestFactory
from django.urls import path
from django.utils.decorators import method_decorator
from pytest_django import Settings

from djinar import Stream
from djinar.tokens import make_token
from djinar.views import OfferView, StreamPageView
from tests.unit.views.offering import OFFER, FakeBackend, refusal

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db(transaction=True)]


class ForAda(Stream):
    """Its rule is plain, and asks the database."""

    asked: list[HttpRequest] = []

    @classmethod
    def has_permission(cls, request: Any) -> bool:
        cls.asked.append(request)
        return User.objects.filter(pk=request.user.pk, username="ada").exists()


class ForAdaToo(Stream):
    """Its rule is a coroutine."""

    @classmethod
    async def has_permission(cls, request: Any) -> bool:
        user = await request.auser()
        return await User.objects.filter(pk=user.pk, username="ada").aexists()


class MembersOfferView(LoginRequiredMixin, OfferView):
    stream = ForAda


def ada_by_key(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A middleware such as those for keys of an API, which know nothing of ``auser()``."""

    def answered(request: HttpRequest) -> HttpResponse:
        request.user = User.objects.get(username="ada")
        return get_response(request)

    return answered


@method_decorator(login_not_required, name="dispatch")
class MarkedOfferView(LoginRequiredMixin, OfferView):
    stream = ForAda


class PageWithMessage(StreamPageView):
    stream = ForAda
    login_url = "/log-in-here"
    permission_denied_message = "Ask Ada."


urlpatterns = [
    path("plain", OfferView.as_view(stream=ForAda)),
    path("coroutine", OfferView.as_view(stream=ForAdaToo)),
    path("members", MembersOfferView.as_view()),
    path("marked", MarkedOfferView.as_view()),
    path("decorated", login_required(OfferView.as_view(stream=ForAda))),
    path("page/plain", PageWithMessage.as_view()),
    path("page/coroutine", PageWithMessage.as_view(stream=ForAdaToo)),
]


@pytest.fixture
def everybody_must_log_in(settings: Settings) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.contrib.auth.middleware.LoginRequiredMiddleware"]


OFFERS = pytest.mark.parametrize("path", ["/plain", "/coroutine"])
METHODS = pytest.mark.parametrize("method", ["get", "post"])


async def client_of(name: str = "") -> AsyncClient:
    client = AsyncClient()
    if name:
        await client.aforce_login(await User.objects.acreate(username=name))
    return client


async def asked(client: AsyncClient, path: str, method: str = "post", body: object = OFFER) -> HttpResponse:
    return cast(HttpResponse, await getattr(client, method)(path, body, content_type="application/json"))


@OFFERS
@METHODS
async def test_whom_the_stream_lets_in_is_answered(backend: FakeBackend, path: str, method: str) -> None:
    client = await client_of("ada")

    assert (await asked(client, path, method)).status_code == 200


@OFFERS
@METHODS
def test_a_server_without_async_asks_the_stream_as_well(backend: FakeBackend, path: str, method: str) -> None:
    client = Client()
    refused = getattr(client, method)(path, OFFER, content_type="application/json")

    client.force_login(User.objects.create(username="ada"))
    answered = getattr(client, method)(path, OFFER, content_type="application/json")

    assert refusal(refused) == (401, "login-required")
    assert answered.status_code == 200


@OFFERS
@METHODS
async def test_a_user_whom_the_stream_does_not_let_in_is_refused(backend: FakeBackend, path: str, method: str) -> None:
    client = await client_of("bob")

    assert refusal(await asked(client, path, method)) == (403, "not-allowed")
    assert not backend.asked


@OFFERS
@METHODS
async def test_nobody_is_asked_to_log_in(backend: FakeBackend, path: str, method: str) -> None:
    client = await client_of()

    assert refusal(await asked(client, path, method)) == (401, "login-required")
    assert not backend.asked


@pytest.mark.parametrize("body", ["no JSON", " " * 100_000, b"\xff"], ids=["text", "too long", "bytes"])
async def test_nothing_of_an_offer_is_read_before_the_stream_was_asked(backend: FakeBackend, body: object) -> None:
    client = await client_of("bob")

    assert refusal(await asked(client, "/plain", body=body)) == (403, "not-allowed")


async def test_mixins_and_decorators_are_asked_before_the_stream(backend: FakeBackend) -> None:
    ForAda.asked.clear()
    client = await client_of()

    by_mixin = await asked(client, "/members")
    by_decorator = await asked(client, "/decorated")

    assert refusal(by_mixin) == (401, "login-required")
    assert by_decorator.status_code == 302
    assert ForAda.asked == []


@pytest.mark.parametrize("path", ["/page/plain", "/page/coroutine"])
async def test_the_page_is_for_those_whom_the_stream_lets_in(path: str) -> None:
    ada, bob, nobody = await client_of("ada"), await client_of("bob"), await client_of()

    shown, forbidden, sent_on = await ada.get(path), await bob.get(path), await nobody.get(path)

    assert shown.status_code == 200
    assert forbidden.status_code == 403
    assert (sent_on.status_code, sent_on["Location"]) == (302, f"/log-in-here?next={path}")


def test_the_page_of_a_site_without_users_can_be_refused_too() -> None:
    class Closed(Stream):
        @classmethod
        def has_permission(cls, request: Any) -> bool:
            return False

    with pytest.raises(PermissionDenied, match=r"Ask Ada\."):
        PageWithMessage.as_view(stream=Closed)(RequestFactory().get("/"))


async def test_a_session_is_of_the_user_whom_a_middleware_set(backend: FakeBackend, settings: Settings) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.ada_by_key"]
    ada = await User.objects.acreate(username="ada")

    response = await asked(AsyncClient(), "/members")

    assert response.status_code == 200
    assert backend.asked[0].owner.user_id == str(ada.pk)
    assert backend.asked[0].context == {"user_id": ada.pk}


@pytest.mark.usefixtures("everybody_must_log_in")
async def test_tokens_work_where_a_middleware_wants_everybody_logged_in(backend: FakeBackend) -> None:
    ada = await User.objects.acreate(username="ada")
    headers = {"Authorization": f"Bearer {make_token(ForAda, ada)}"}

    by_token = await AsyncClient().post("/marked", OFFER, content_type="application/json", headers=headers)

    assert by_token.status_code == 200
    assert refusal(await asked(await client_of(), "/marked")) == (401, "login-required")
    assert (await asked(await client_of(), "/members")).status_code == 302


async def test_a_stream_that_says_nothing_is_for_everybody(backend: FakeBackend) -> None:
    assert Stream.has_permission(HttpRequest()) is True
