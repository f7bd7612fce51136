"""docs/permissions.md shows a site that does what it says."""

from __future__ import annotations

import json
import sys
from types import ModuleType
from typing import Any, cast

import pytest
from django.contrib.auth.models import Group, User
from django.http import HttpResponse
from django.test import AsyncClient
from django.urls import path
from pytest_django import Settings

from djinar.conf import get_settings
from djinar.views import OfferView, RepeatedRequest
from docs.pages import blocks
from tests.unit.views.offering import OFFER, FakeBackend, refusal

pytestmark = pytest.mark.django_db(transaction=True)

STREAMS, URLS, GUESTS, VIEWS, SETTINGS = blocks("permissions.md")


@pytest.fixture(autouse=True)
def site(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Any:
    """The blocks of the page as the modules that their first lines name."""
    modules: dict[str, Any] = {}
    for name, code in {"streams": STREAMS + GUESTS, "views": VIEWS, "urls": URLS}.items():
        assert code.startswith(f"# {name}.py\n")
        modules[name] = ModuleType(name)
        monkeypatch.setitem(sys.modules, name, modules[name])
        exec(compile(code, name, "exec"), vars(modules[name]))  # noqa: S102 - the page is ours
    modules["urls"].urlpatterns += [
        path("meeting-token", modules["views"].meeting_token),
        path("guests/offer", OfferView.as_view(stream=modules["streams"].Guests)),
    ]
    settings.ROOT_URLCONF = "urls"
    return modules["streams"]


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> FakeBackend:
    backend = FakeBackend()
    monkeypatch.setattr("djinar.views.offer.get_backend", lambda: backend)
    return backend


async def client_of(name: str, *groups: str) -> AsyncClient:
    client, user = AsyncClient(), await User.objects.acreate(username=name)
    for group in groups:
        await user.groups.aadd((await Group.objects.aget_or_create(name=group))[0])
    await client.aforce_login(user)
    return client


async def offered(client: AsyncClient, url: str, **headers: str) -> HttpResponse:
    return cast(HttpResponse, await client.post(url, OFFER, content_type="application/json", headers=headers))


async def test_a_meeting_is_for_those_of_its_room(backend: FakeBackend) -> None:
    client = await client_of("ada", "blue")

    assert (await offered(client, "/meeting/offer?room=blue")).status_code == 200
    assert refusal(await offered(client, "/meeting/offer?room=red")) == (403, "not-allowed")
    assert refusal(await offered(AsyncClient(), "/meeting/offer?room=blue")) == (401, "login-required")


async def test_the_page_of_a_meeting_posts_to_the_room_that_it_shows() -> None:
    client = await client_of("ada", "blue")

    shown, refused = await client.get("/meeting/?room=blue"), await client.get("/meeting/?room=red")

    assert 'offer-url="offer?room=blue"' in shown.content.decode()
    assert refused.status_code == 403
    assert (await AsyncClient().get("/meeting/?room=blue")).status_code == 302


async def test_a_token_that_the_view_gives_opens_the_meeting(backend: FakeBackend) -> None:
    given = await (await client_of("ada", "blue")).get("/meeting-token")
    bearer = f"Bearer {json.loads(given.content)['token']}"

    opened = await offered(AsyncClient(), "/meeting/offer?room=blue", Authorization=bearer)
    refused = await offered(AsyncClient(), "/meeting/offer?room=red", Authorization=bearer)

    assert opened.status_code == 200
    assert refusal(refused) == (403, "not-allowed")
    assert (await AsyncClient().get("/meeting-token")).status_code == 302


async def test_an_invitation_opens_once_and_is_not_asked_for_again(backend: FakeBackend, site: Any) -> None:
    invited = await offered(AsyncClient(), "/guests/offer", **{"X-Invitation": "7f3a"})
    others = await offered(AsyncClient(), "/guests/offer", **{"X-Invitation": "guessed"})

    assert invited.status_code == 200
    assert refusal(others) == (401, "login-required")
    visit = backend.asked[0].owner.visit
    assert visit
    assert site.Guests.has_permission(RepeatedRequest(visit, "127.0.0.1", None))


def test_the_setting_of_the_page_is_one(settings: Settings) -> None:
    named: dict[str, Any] = {}
    exec(SETTINGS, named)  # noqa: S102 - the page is ours

    settings.DJINAR = named["DJINAR"]

    assert get_settings().token_origins == ("https://app.example.org",)
