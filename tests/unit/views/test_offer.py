"""Who may offer what, and how it is answered. The sessions themselves are a fake's."""

from __future__ import annotations

import json
from collections.abc import Awaitable
from typing import Any, cast

import pytest
from django.contrib.auth.mixins import PermissionRequiredMixin, UserPassesTestMixin
from django.contrib.auth.models import AnonymousUser, Permission, User
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import AsyncClient, AsyncRequestFactory, Client
from django.urls import resolve

from djinar.exceptions import (
    ChainTooLong,
    ConfigurationError,
    EngineError,
    OfferError,
    OptionError,
    ServerBusy,
    ServerFull,
    ServerStopping,
    UnknownTransform,
    UnsupportedOffer,
)
from djinar.transforms.chain import Choice
from djinar.views import OfferView
from tests.site.streams import Quiet, Studio
from tests.unit.views.offering import OFFER, SDP, FakeBackend, post, refusal

pytestmark = pytest.mark.urls("tests.site.urls")


async def test_an_offer_is_answered(backend: FakeBackend) -> None:
    response = await post(OFFER | {"video_transform": "cartoon", "options": {"smoothing": 3}}, "/offer")

    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert json.loads(response.content) == {"sdp": "v=0\r\n", "type": "answer", "session": "Zm9v"}
    (asked,) = backend.asked
    assert (asked.stream, asked.chains) == (Studio, {"video": [Choice("cartoon", {"smoothing": 3})]})
    assert "a=candidate" not in asked.offer.sdp


@pytest.mark.parametrize("more", [{}, {"video_transform": ""}, {"video_transform": None, "options": None}], ids=str)
async def test_transform_and_options_may_be_left_out(backend: FakeBackend, more: dict[str, object]) -> None:
    response = await post(OFFER | more)

    assert response.status_code == 200
    assert backend.asked[0].chains == {}


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON"])
async def test_a_content_type_may_be_written_in_any_way(backend: FakeBackend, content_type: str) -> None:
    assert (await post(content_type=content_type)).status_code == 200


def test_a_server_without_async_answers_too(backend: FakeBackend) -> None:
    response = Client(enforce_csrf_checks=True).post("/quiet", json.dumps(OFFER), content_type="application/json")

    assert response.status_code == 200


BAD_BODIES: dict[str, tuple[object, int, str]] = {
    "no JSON": ("sdp=v%3D0", 400, "not-json"),
    "cut": (json.dumps(OFFER)[:100], 400, "not-json"),
    "no UTF-8": (b'{"sdp": "\xff"}', 400, "not-json"),
    "a list": ([OFFER], 400, "not-json"),
    "a text": ('"offer"', 400, "not-json"),
    "null": ("null", 400, "not-json"),
    "deep lists": ("[" * 60_000, 400, "not-json"),
    "deep objects": ('{"a":' * 12_000, 400, "not-json"),
    "a number of 10,000 digits": ("9" * 10_000, 400, "not-json"),
    "no sdp": ({"type": "offer"}, 400, "invalid-offer"),
    "sdp of another type": ({"type": "offer", "sdp": [SDP]}, 400, "invalid-offer"),
    "empty sdp": ({"type": "offer", "sdp": ""}, 400, "invalid-offer"),
    "cut sdp": ({"type": "offer", "sdp": SDP[:2000]}, 400, "invalid-offer"),
    "a lone surrogate": ('{"type": "offer", "sdp": "\\ud800"}', 400, "invalid-offer"),
    "no type": ({"sdp": SDP}, 400, "invalid-offer"),
    "an answer": ({"sdp": SDP, "type": "answer"}, 400, "invalid-offer"),
    "a thousand sections": ({"type": "offer", "sdp": SDP + "m=video 0 x 9\r\n" * 1_000}, 400, "invalid-offer"),
    "no section": ({"type": "offer", "sdp": SDP[: SDP.index("m=")]}, 400, "unsupported-offer"),
    "64 KiB and a byte": (" " * 65_537, 413, "too-large"),
    "more than Django reads": (" " * 3_000_000, 413, "too-large"),
}


@pytest.mark.parametrize(("body", "status", "code"), BAD_BODIES.values(), ids=BAD_BODIES)
async def test_a_body_that_is_no_offer_is_refused(backend: FakeBackend, body: object, status: int, code: str) -> None:
    response = await post(body)

    assert refusal(response) == (status, code)
    assert not backend.asked


@pytest.mark.parametrize("more", [{"video_transform": 0}, {"video_transform": ["edges"]}, {"options": []}], ids=str)
async def test_a_member_of_another_type_is_refused(backend: FakeBackend, more: dict[str, object]) -> None:
    response = await post(OFFER | more)

    assert response.status_code == 400
    assert refusal(response)
    assert not backend.asked


async def test_a_body_of_just_64_kib_is_read(backend: FakeBackend) -> None:
    assert (await post(json.dumps(OFFER).ljust(65_536))).status_code == 200


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "application/sdp", "text/json", "", "application"],
)
async def test_another_content_type_is_refused(backend: FakeBackend, content_type: str) -> None:
    response = await post(content_type=content_type)

    assert refusal(response) == (415, "not-json")
    assert not backend.asked


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (OfferError("The WebRTC engine cannot make sense of this offer."), 400, "invalid-offer"),
        (UnsupportedOffer("No video codec in common."), 400, "unsupported-offer"),
        (UnknownTransform("sparkle", ["none"]), 400, "unknown-transform"),
        (ChainTooLong(9, 8), 400, "chain-too-long"),
        (OptionError("low", "must be at least 0"), 400, "invalid-option"),
        (ServerFull(16), 503, "server-full"),
        (ServerBusy(10.0), 503, "server-busy"),
        (ServerStopping(), 503, "server-stopping"),
        (EngineError("The server found no address."), 500, "engine-failed"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
async def test_a_refusal_of_the_backend_is_a_problem_document(
    backend: FakeBackend, error: Exception, status: int, code: str
) -> None:
    backend.error = error

    response = await post()

    assert refusal(response) == (status, code)
    assert json.loads(response.content)["detail"] == str(error)


@pytest.mark.parametrize(
    "error", [ServerFull(16), ServerBusy(10.0), ServerStopping()], ids=lambda error: type(error).__name__
)
async def test_a_server_that_is_busy_says_when_to_come_again(backend: FakeBackend, error: Exception) -> None:
    backend.error = error

    response = await post()

    assert int(response["Retry-After"]) > 0


async def test_an_unknown_transform_is_refused_with_those_that_are_allowed(backend: FakeBackend) -> None:
    backend.error = UnknownTransform("sparkle", ["none", "edges"])

    response = await post()

    assert json.loads(response.content)["allowed"] == ["none", "edges"]


async def test_a_refused_option_is_named(backend: FakeBackend) -> None:
    backend.error = OptionError("low", "must be at least 0")

    response = await post()

    assert json.loads(response.content)["option"] == "low"


async def test_a_mistake_in_the_stream_is_no_refusal(backend: FakeBackend) -> None:
    backend.error = ConfigurationError("Quiet.audio: there is no file tone.wav.")

    with pytest.raises(ConfigurationError, match=r"no file tone\.wav"):
        await post()


async def test_a_view_without_stream_says_how_to_give_it_one(backend: FakeBackend) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"Give OfferView\.stream, or override OfferView\.get_stream\(\)"):
        await post(path="/nothing")


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
async def test_only_posting_and_asking_is_allowed(backend: FakeBackend, async_client: AsyncClient, method: str) -> None:
    response = await getattr(async_client, method)("/quiet")

    assert (response.status_code, response["Allow"]) == (405, "GET, POST, HEAD, OPTIONS")
    assert response["Content-Type"] == "application/problem+json"


async def test_django_finds_the_class_behind_the_view() -> None:
    view = resolve("/offer").func

    assert vars(view)["view_class"] is OfferView
    assert vars(view)["view_initkwargs"] == {"stream": Studio}


async def make_user(*permissions: str) -> User:
    user = await User.objects.acreate_user("ada")
    async for permission in Permission.objects.filter(codename__in=permissions):
        await user.user_permissions.aadd(permission)
    return user


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/members", "/staff"])
async def test_without_login_a_guarded_stream_asks_for_one(backend: FakeBackend, path: str) -> None:
    response = await post(path=path)

    assert refusal(response) == (401, "login-required")
    assert response["WWW-Authenticate"]
    assert not backend.asked


@pytest.mark.django_db(transaction=True)
async def test_a_user_without_the_permission_is_refused(backend: FakeBackend) -> None:
    response = await post(path="/staff", user=await make_user("delete_user"))

    assert refusal(response) == (403, "not-allowed")
    assert not backend.asked


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/members", "/staff", "/quiet"])
async def test_the_stream_learns_which_user_it_serves(backend: FakeBackend, path: str) -> None:
    user = await make_user("add_user")

    response = await post(path=path, user=user)

    assert response.status_code == 200
    assert backend.asked[0].context == {"user_id": user.pk}


async def test_an_open_stream_serves_nobody_in_particular(backend: FakeBackend) -> None:
    await post()

    assert backend.asked[0].context == {"user_id": None}


class NeverView(UserPassesTestMixin, OfferView):
    stream = Quiet
    permission_denied_message = "Not before noon."

    def test_func(self) -> bool:
        return False


class DeniedView(OfferView):
    stream = Quiet

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        raise PermissionDenied("Not from here.")


class LenientView(PermissionRequiredMixin, OfferView):
    stream = Quiet
    permission_required = "auth.add_user"
    raise_exception = False


def request_of(user: User | AnonymousUser | None) -> HttpRequest:
    request: HttpRequest = AsyncRequestFactory().post("/", json.dumps(OFFER), content_type="application/json")
    if user:

        async def auser() -> User | AnonymousUser:
            return user

        request.user, request.auser = user, auser
    return request


async def call(view: type[OfferView], request: HttpRequest) -> HttpResponse:
    return await cast(Awaitable[HttpResponse], view.as_view()(request))


@pytest.mark.parametrize("view", [NeverView, LenientView], ids=lambda view: view.__name__)
async def test_every_access_mixin_refuses_with_a_problem_document(backend: FakeBackend, view: type[OfferView]) -> None:
    response = await call(view, request_of(AnonymousUser()))

    assert refusal(response) == (401, "login-required")
    assert not backend.asked


async def test_the_reason_of_a_mixin_is_told(backend: FakeBackend) -> None:
    response = await call(NeverView, request_of(User(pk=1)))

    assert json.loads(response.content)["detail"] == "Not before noon."


async def test_a_site_without_users_can_deny_as_well(backend: FakeBackend) -> None:
    response = await call(DeniedView, request_of(None))

    assert refusal(response) == (403, "not-allowed")
    assert json.loads(response.content)["detail"] == "Not from here."
