"""The headers that the demo adds to every response."""

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import AsyncClient, Client
from django.urls import path
from pytest_django import Settings

OWN_POLICY = "default-src 'none'"


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def own_policy(request: HttpRequest) -> HttpResponse:
    return HttpResponse(headers={"Content-Security-Policy": OWN_POLICY})


def missing(request: HttpRequest) -> HttpResponse:
    raise Http404


urlpatterns = [path("plain", plain), path("own-policy", own_policy), path("missing", missing)]
pytestmark = pytest.mark.urls(__name__)


def test_a_response_allows_scripts_of_its_own_host_only(client: Client) -> None:
    response = client.get("/plain")

    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


async def test_an_async_server_sends_them_too(async_client: AsyncClient) -> None:
    response = await async_client.get("/plain")

    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert "camera=(self)" in response.headers["Permissions-Policy"]


def test_a_view_may_set_its_own_policy(client: Client) -> None:
    response = client.get("/own-policy")

    assert response.headers["Content-Security-Policy"] == OWN_POLICY


@pytest.mark.parametrize("debug", [True, False])
def test_only_a_debug_page_goes_without_the_policy(client: Client, settings: Settings, debug: bool) -> None:
    settings.DEBUG = debug

    response = client.get("/missing")

    assert response.status_code == 404
    assert ("Content-Security-Policy" in response.headers) is not debug
