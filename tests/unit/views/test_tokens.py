"""Requests with a token, to views of the tests' site."""

from __future__ import annotations

import json
import logging

import pytest
from django.contrib.auth.models import Permission, User
from django.http import HttpResponse
from django.test import AsyncClient

from djinar.tokens import make_token
from tests.site.streams import Quiet, Studio
from tests.unit.views.offering import OFFER, FakeBackend, post, refusal

pytestmark = [pytest.mark.urls("tests.site.urls"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
async def ada() -> User:
    user = await User.objects.acreate_user("ada")
    await user.user_permissions.aadd(await Permission.objects.aget(codename="add_user"))
    return user


async def post_with(token: str, path: str = "/quiet", *, user: User | None = None) -> HttpResponse:
    return await post(path=path, user=user, headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize("path", ["/quiet", "/members", "/staff"])
async def test_the_mixins_of_a_view_and_its_stream_see_the_user_of_the_token(
    backend: FakeBackend, ada: User, path: str
) -> None:
    response = await post_with(make_token(Quiet, ada), path)

    assert response.status_code == 200
    (asked,) = backend.asked
    assert (asked.owner.user_id, asked.context) == (str(ada.pk), {"user_id": ada.pk})


async def test_a_token_for_nobody_opens_what_nobody_may_open(backend: FakeBackend) -> None:
    open_to_all = await post_with(make_token(Quiet))
    for_members = await post_with(make_token(Quiet), "/members")

    assert open_to_all.status_code == 200
    assert refusal(for_members) == (401, "login-required")
    assert for_members["WWW-Authenticate"] == "Bearer, Session"


async def test_a_token_gives_no_permission(backend: FakeBackend) -> None:
    bob = await User.objects.acreate(username="bob")

    assert refusal(await post_with(make_token(Quiet, bob), "/staff")) == (403, "not-allowed")


@pytest.mark.parametrize("method", ["post", "get"])
@pytest.mark.parametrize("path", ["/quiet", "/members"])
async def test_a_token_of_another_stream_is_refused(backend: FakeBackend, ada: User, path: str, method: str) -> None:
    headers = {"Authorization": f"Bearer {make_token(Studio, ada)}"}

    response = await getattr(AsyncClient(), method)(path, OFFER, content_type="application/json", headers=headers)

    assert refusal(response) == (401, "invalid-token")
    assert response["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert not backend.asked


async def test_a_bad_token_is_refused_whatever_the_cookies_say(backend: FakeBackend, ada: User) -> None:
    response = await post_with(make_token(Quiet, ada, lifetime_seconds=-1), "/members", user=ada)

    assert refusal(response) == (401, "invalid-token")


async def test_the_user_of_the_token_counts_and_not_that_of_the_cookies(backend: FakeBackend, ada: User) -> None:
    bob = await User.objects.acreate(username="bob")

    for_nobody = await post_with(make_token(Quiet), "/members", user=ada)
    for_bob = await post_with(make_token(Quiet, bob), user=ada)

    assert refusal(for_nobody) == (401, "login-required")
    assert for_bob.status_code == 200
    assert backend.asked[0].owner.user_id == str(bob.pk)


async def test_who_sends_a_token_stays_logged_in_by_cookie(backend: FakeBackend, ada: User) -> None:
    client = AsyncClient()
    await client.aforce_login(ada)
    headers = {"Authorization": f"Bearer {make_token(Quiet)}"}

    response = await client.post("/quiet", OFFER, content_type="application/json", headers=headers)

    assert response.status_code == 200
    assert not response.cookies
    assert (await client.post("/members", OFFER, content_type="application/json")).status_code == 200


async def test_ice_servers_are_lent_for_a_token(ada: User) -> None:
    headers = {"Authorization": f"Bearer {make_token(Quiet, ada)}"}

    response = await AsyncClient().get("/members", headers=headers)

    assert json.loads(response.content) == {"ice_servers": []}


async def test_no_token_is_ever_logged(backend: FakeBackend, ada: User, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    good, bad = make_token(Quiet, ada), make_token(Studio, ada)

    await post_with(good)
    await post_with(bad)

    assert caplog.records
    for token in (good, bad):
        assert not any(part in caplog.text for part in token.removeprefix("djinar.").split("."))
