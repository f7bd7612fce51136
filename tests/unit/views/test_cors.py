"""Pages of other origins: which may post, with what, and read the answer. How a browser sees it is in tests/browser."""

from __future__ import annotations

from typing import cast

import pytest
from django.http import HttpResponse
from django.test import AsyncClient
from pytest_django import Settings

from djinar.tokens import make_token
from tests.site.streams import Quiet
from tests.unit.views.offering import OFFER, FakeBackend, refusal

pytestmark = pytest.mark.urls("tests.site.urls")

WITH_TOKEN, TRUSTED, STRANGE = "https://app.example.org", "https://own.example.org", "https://evil.example"


@pytest.fixture(autouse=True)
def origins(settings: Settings) -> None:
    settings.CSRF_TRUSTED_ORIGINS = [TRUSTED]
    settings.DJINAR = {"TOKEN_ORIGINS": [WITH_TOKEN, "https://*.example.net"]}


async def preflight(origin: str, path: str = "/members") -> HttpResponse:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    return cast(HttpResponse, await AsyncClient().options(path, headers=asked))


async def posted(origin: str, *, token: str = "", path: str = "/quiet") -> HttpResponse:
    headers = {"Origin": origin, "Sec-Fetch-Site": "cross-site"} | (
        {"Authorization": f"Bearer {token}"} if token else {}
    )
    return cast(HttpResponse, await AsyncClient().post(path, OFFER, content_type="application/json", headers=headers))


@pytest.mark.parametrize("origin", [WITH_TOKEN, TRUSTED, "https://a.example.net"])
async def test_a_page_that_is_named_may_post_even_where_one_must_log_in(origin: str) -> None:
    response = await preflight(origin)

    assert response.status_code == 204
    assert response["Access-Control-Allow-Origin"] == origin
    assert response["Access-Control-Allow-Methods"] == "POST"
    assert response["Access-Control-Allow-Headers"] == "Authorization, Content-Type"
    assert response["Vary"] == "Origin"


@pytest.mark.parametrize(
    "origin", [STRANGE, "null", "", "https://app.example.org.evil.example", "http://app.example.org"]
)
async def test_a_page_that_is_not_named_may_not(backend: FakeBackend, origin: str) -> None:
    asked = await preflight(origin)
    refused = await posted(origin, token=make_token(Quiet))

    assert not asked.has_header("Access-Control-Allow-Origin")
    assert not refused.has_header("Access-Control-Allow-Origin")
    assert refusal(refused) == (403, "cross-site")
    assert not backend.asked


async def test_a_page_with_a_token_may_read_the_answer(backend: FakeBackend) -> None:
    response = await posted(WITH_TOKEN, token=make_token(Quiet))

    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == WITH_TOKEN
    assert "Origin" in response["Vary"]


async def test_a_refusal_can_be_read_as_well(backend: FakeBackend) -> None:
    response = await posted(WITH_TOKEN, token="djinar.forged")  # noqa: S106

    assert refusal(response) == (401, "invalid-token")
    assert response["Access-Control-Allow-Origin"] == WITH_TOKEN
    assert response["Access-Control-Expose-Headers"] == "Retry-After, WWW-Authenticate"


async def test_a_page_that_may_use_tokens_may_not_do_without(backend: FakeBackend) -> None:
    assert refusal(await posted(WITH_TOKEN)) == (403, "cross-site")
    assert (await posted(TRUSTED)).status_code == 200


async def test_no_page_of_another_origin_may_ever_use_cookies(backend: FakeBackend) -> None:
    for response in (await preflight(TRUSTED), await posted(TRUSTED), await posted(STRANGE)):
        assert not response.has_header("Access-Control-Allow-Credentials")
        assert response.headers.get("Access-Control-Allow-Origin") != "*"


async def test_a_client_that_is_no_browser_needs_no_origin_beside_its_token(backend: FakeBackend) -> None:
    headers = {"Authorization": f"Bearer {make_token(Quiet)}"}

    response = await AsyncClient().post("/quiet", OFFER, content_type="application/json", headers=headers)

    assert response.status_code == 200


async def test_every_answer_says_that_it_depends_on_the_origin(backend: FakeBackend) -> None:
    answered = await AsyncClient().post("/quiet", OFFER, content_type="application/json")
    refused = await posted(STRANGE)

    assert ("Origin" in answered["Vary"], "Origin" in refused["Vary"]) == (True, True)
