"""The ICE servers that a client is told of."""

from __future__ import annotations

import json
import time
from typing import Any, cast

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import AsyncClient
from pytest_django import Settings

from djinar.media.network import IceServer
from djinar.sessions.owner import Owner
from djinar.views.ice_servers import relay_name
from tests.unit.views.offering import refusal

pytestmark = pytest.mark.urls("tests.site.urls")

SHARED = IceServer(urls=("turn:turn.example.org",), secret="hush")  # noqa: S106


@pytest.fixture(autouse=True)
def relay(settings: Settings) -> None:
    settings.DJINAR = {"ICE_SERVERS": ["stun:stun.example.org", {"urls": SHARED.urls, "secret": SHARED.secret}]}


async def ask(path: str = "/quiet", *, user: User | None = None, **more: Any) -> HttpResponse:
    client = AsyncClient()
    if user:
        await client.aforce_login(user)
    return cast(HttpResponse, await client.get(path, **more))


def relay_of(response: HttpResponse) -> dict[str, Any]:
    _, relay = json.loads(response.content)["ice_servers"]
    return dict(relay)


async def test_a_client_gets_a_credential_that_ends_in_ten_minutes() -> None:
    response = await ask()

    stun, relay = json.loads(response.content)["ice_servers"]
    seconds, name = relay["username"].split(":")
    assert stun == {"urls": ["stun:stun.example.org"]}
    assert relay.keys() == {"urls", "username", "credential"}
    assert relay["credential"] == SHARED.lent_to(name, int(seconds) - 600).credential
    assert 590 < int(seconds) - time.time() <= 600


async def test_a_credential_is_kept_nowhere_on_its_way() -> None:
    response = await ask()

    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert b"hush" not in response.content


async def test_a_site_without_ice_servers_lends_none(settings: Settings) -> None:
    settings.DJINAR = {}

    response = await ask()

    assert json.loads(response.content) == {"ice_servers": []}


@pytest.mark.django_db(transaction=True)
async def test_only_those_who_may_open_the_stream_get_one() -> None:
    user = await User.objects.acreate(username="ada")

    assert refusal(await ask("/members")) == (401, "login-required")
    assert refusal(await ask("/staff", user=user)) == (403, "not-allowed")
    assert (await ask("/members", user=user)).status_code == 200


async def test_a_page_of_another_origin_gets_none() -> None:
    response = await ask(headers={"Sec-Fetch-Site": "cross-site"})

    assert refusal(response) == (403, "cross-site")


@pytest.mark.django_db(transaction=True)
async def test_every_user_has_one_name_at_the_relay() -> None:
    ada, bob = [await User.objects.acreate(username=name) for name in ("ada", "bob")]

    names = [relay_of(await ask(user=user))["username"].split(":")[1] for user in (ada, ada, bob)]

    assert names[0] == names[1] != names[2]


@pytest.mark.parametrize("owner", [Owner(user_id="17", address="192.0.2.1"), Owner(address="192.0.2.1")], ids=str)
def test_the_name_at_the_relay_tells_nothing_of_its_owner(owner: Owner) -> None:
    name = relay_name(owner)

    assert (len(name), name.isalnum()) == (32, True)
    assert name != relay_name(Owner(user_id="1", address="192.0.2.2"))
