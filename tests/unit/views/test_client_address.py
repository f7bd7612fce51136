from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.test import RequestFactory
from pytest_django import Settings as DjangoSettings

from djinar.sessions.owner import Owner
from djinar.views.client_address import client_address
from tests.unit.views.offering import FakeBackend, post

FORGED = "198.51.100.7"
CLIENT = "203.0.113.9"


@pytest.mark.parametrize(
    ("forwarded", "trusted_proxy_count", "address"),
    [
        ("", 0, "10.0.0.1"),
        (FORGED, 0, "10.0.0.1"),
        ("", 1, "10.0.0.1"),
        (CLIENT, 1, CLIENT),
        (f"{FORGED}, {CLIENT}", 1, CLIENT),
        (f"{FORGED}, {CLIENT}, 10.0.0.2", 2, CLIENT),
        (f"{FORGED},,{CLIENT},", 1, CLIENT),
        (CLIENT, 2, CLIENT),
        (f"{CLIENT}:4711", 1, CLIENT),
        (f"::ffff:{CLIENT}", 1, CLIENT),
        ("[2001:DB8::9]:4711", 1, "2001:db8::9"),
        ("[2001:db8::9]", 1, "2001:db8::9"),
        ("fe80::1%eth0", 1, "fe80::1"),
        ("unknown", 1, "10.0.0.1"),
        ("203.0.113.9.8", 1, "10.0.0.1"),
        ("x" * 10_000, 1, "10.0.0.1"),
    ],
)
def test_the_address_is_what_our_own_proxies_say(forwarded: str, trusted_proxy_count: int, address: str) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": forwarded})

    assert client_address(request, trusted_proxy_count) == address


@pytest.mark.parametrize("remote", [None, "", "/run/site.socket"])
def test_a_server_on_a_unix_socket_does_not_know_the_address(remote: str | None) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=remote)

    assert client_address(request, 0) == ""


@pytest.mark.urls("tests.site.urls")
async def test_a_session_of_nobody_belongs_to_an_address(backend: FakeBackend) -> None:
    await post()

    assert replace(backend.asked[0].owner, visit=None) == Owner(user_id=None, address="127.0.0.1")


@pytest.mark.urls("tests.site.urls")
@pytest.mark.django_db(transaction=True)
async def test_a_session_of_a_user_belongs_to_both(backend: FakeBackend, settings: DjangoSettings) -> None:
    settings.DJINAR = {"TRUSTED_PROXY_COUNT": 1}
    user = await User.objects.acreate_user("ada")

    await post(user=user, headers={"X-Forwarded-For": "203.0.113.9"})

    assert replace(backend.asked[0].owner, visit=None) == Owner(user_id=str(user.pk), address="203.0.113.9")
