"""How often, how many and how long: what a view asks of a backend, and what it refuses by itself."""

from __future__ import annotations

import json
from collections.abc import Awaitable
from typing import cast

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse
from django.test import AsyncRequestFactory
from pytest_django import Settings as DjangoSettings

from djinar import Stream
from djinar.exceptions import ConfigurationError
from djinar.views import OfferView
from tests.site.streams import Quiet
from tests.unit.views.offering import OFFER, FakeBackend, refusal


class Brief(Stream):
    limits = {"max_session_seconds": 60, "max_chain_length": 100}


@pytest.fixture(autouse=True)
def djinar(settings: DjangoSettings) -> None:
    settings.DJINAR = {"OFFERS_PER_MINUTE": 2, "MAX_SESSION_SECONDS": 600}


async def offered(
    view: type[OfferView] = OfferView, *, user: int | None = None, address: str = "203.0.113.1", body: object = OFFER
) -> HttpResponse:
    request: HttpRequest = AsyncRequestFactory().post("/", json.dumps(body), content_type="application/json")
    request.META["REMOTE_ADDR"] = address
    who = AnonymousUser() if user is None else User(pk=user)

    async def auser() -> User | AnonymousUser:
        return who

    request.user, request.auser = who, auser
    stream = view.stream or Quiet
    return await cast(Awaitable[HttpResponse], view.as_view(stream=stream)(request))


async def test_offers_too_fast_from_one_address_are_refused_until_the_minute_is_over(backend: FakeBackend) -> None:
    answered = [(await offered()).status_code for _ in range(2)]

    refused = await offered()

    assert answered == [200, 200]
    assert refusal(refused) == (429, "too-many-offers")
    assert 0 < int(refused["Retry-After"]) <= 60
    assert len(backend.asked) == 2


async def test_another_address_is_served_meanwhile(backend: FakeBackend) -> None:
    for _ in range(3):
        await offered()

    assert (await offered(address="203.0.113.2")).status_code == 200


async def test_the_addresses_of_one_ipv6_network_count_as_one(backend: FakeBackend) -> None:
    answers = [(await offered(address=f"2001:db8::{number}")).status_code for number in range(1, 4)]

    assert answers == [200, 200, 429]


async def test_a_user_counts_wherever_they_are(backend: FakeBackend) -> None:
    answers = [(await offered(user=7, address=f"203.0.113.{number}")).status_code for number in range(3)]

    assert answers == [200, 200, 429]


async def test_a_client_whose_address_nobody_knows_is_served(backend: FakeBackend) -> None:
    answers = [(await offered(address="")).status_code for _ in range(3)]

    assert answers == [200, 200, 200]


async def test_what_is_no_offer_counts_as_well(backend: FakeBackend) -> None:
    for _ in range(2):
        await offered(body=[])

    assert refusal(await offered()) == (429, "too-many-offers")


async def test_the_backend_is_told_the_limits_of_the_site(backend: FakeBackend) -> None:
    await offered()

    assert backend.asked[0].limits is not None
    assert backend.asked[0].limits.max_session_seconds == 600


async def test_a_view_may_have_limits_of_its_own(backend: FakeBackend) -> None:
    class Generous(OfferView):
        limits = {"offers_per_minute": 5, "max_session_seconds": 7_200}

    answers = [(await offered(Generous)).status_code for _ in range(6)]

    assert answers == [200] * 5 + [429]
    assert backend.asked[0].limits is not None
    assert backend.asked[0].limits.max_session_seconds == 7_200


async def test_a_stream_may_narrow_the_limits_of_a_view(backend: FakeBackend) -> None:
    class Generous(OfferView):
        stream = Brief
        limits = {"max_session_seconds": 7_200}

    await offered(Generous)

    assert backend.asked[0].limits is not None
    assert (backend.asked[0].limits.max_session_seconds, backend.asked[0].limits.max_chain_length) == (60, 8)


async def test_a_misspelt_limit_is_a_mistake_of_the_site(backend: FakeBackend) -> None:
    class Misspelt(OfferView):
        limits = {"max_seconds": 60}

    with pytest.raises(ConfigurationError, match="no limit 'max_seconds'"):
        await offered(Misspelt)
