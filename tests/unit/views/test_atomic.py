"""A site whose requests are transactions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.db import connection
from django.test import AsyncClient
from django.urls import include, path

from djinar.views import OfferView
from tests.site.streams import Quiet
from tests.unit.views.offering import OFFER, FakeBackend

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db(transaction=True)]

urlpatterns = [
    path("offer", OfferView.as_view(stream=Quiet)),
    path("members", login_required(OfferView.as_view(stream=Quiet))),
    path("", include("djinar.urls")),
]


@pytest.fixture(autouse=True)
def atomic_requests() -> Iterator[None]:
    before = connection.settings_dict["ATOMIC_REQUESTS"]
    connection.settings_dict["ATOMIC_REQUESTS"] = True
    yield
    connection.settings_dict["ATOMIC_REQUESTS"] = before


@pytest.mark.parametrize("path", ["/offer", "/members"])
async def test_an_offer_is_answered(backend: FakeBackend, path: str) -> None:
    client = AsyncClient()
    await client.aforce_login(await User.objects.acreate(username="ada"))

    response = await client.post(path, OFFER, content_type="application/json")

    assert response.status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_the_server_is_healthy(path: str) -> None:
    response = await AsyncClient().get(path)

    assert response.status_code == 200
