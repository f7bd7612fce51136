"""What a token opens, and for how long."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.core import signing
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django import Settings

from djinar.exceptions import InvalidToken
from djinar.tokens import authenticate, make_token
from tests.site.streams import Quiet, Studio

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada", password="first")  # noqa: S106


def request_with(token: str, scheme: str = "Bearer") -> HttpRequest:
    return RequestFactory().post("/", headers={"Authorization": f"{scheme} {token}"})


def user_of(token: str) -> User | None:
    """Whom a stream of this kind takes who sends it for."""
    request = request_with(token)
    assert authenticate(request, Quiet)
    return request.user if isinstance(request.user, User) else None


def test_a_token_opens_its_stream_as_its_user(ada: User) -> None:
    assert user_of(make_token(Quiet, ada)) == ada


def test_a_token_may_be_for_nobody() -> None:
    assert user_of(make_token(Quiet)) is None


async def test_coroutines_see_the_same_user(ada: User) -> None:
    request = request_with("")
    request.META["HTTP_AUTHORIZATION"] = f"Bearer {make_token(Quiet)}"
    authenticate(request, Quiet)

    assert await request.auser() is request.user


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer "])
def test_the_scheme_may_be_written_in_any_way(ada: User, scheme: str) -> None:
    assert authenticate(request_with(make_token(Quiet, ada), scheme), Quiet)


def test_a_token_fits_into_the_header(ada: User) -> None:
    assert re.fullmatch(r"[A-Za-z0-9._~+/-]+=*", make_token(Quiet, ada))  # RFC 6750 section 2.1
    assert len(make_token(Quiet, ada)) < 400


def test_a_token_is_good_for_five_minutes(monkeypatch: pytest.MonkeyPatch, ada: User) -> None:
    monkeypatch.setattr("time.time", lambda: 1_000.0)
    token = make_token(Quiet, ada)

    monkeypatch.setattr("time.time", lambda: 1_299.0)
    assert user_of(token) == ada
    monkeypatch.setattr("time.time", lambda: 1_300.0)
    with pytest.raises(InvalidToken):
        user_of(token)


def test_how_long_it_is_good_may_be_said(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.DJINAR = {"TOKEN_LIFETIME_SECONDS": 60}
    monkeypatch.setattr("time.time", lambda: 1_000.0)
    minute, hour = make_token(Quiet), make_token(Quiet, lifetime_seconds=3600)

    monkeypatch.setattr("time.time", lambda: 1_061.0)

    assert user_of(hour) is None
    with pytest.raises(InvalidToken):
        user_of(minute)


def test_a_token_opens_no_other_stream(ada: User) -> None:
    class Louder(Quiet):
        pass

    for other in (Studio, Louder):
        with pytest.raises(InvalidToken):
            user_of(make_token(other, ada))


def is_deactivated(user: User) -> None:
    user.is_active = False
    user.save()


def is_deleted(user: User) -> None:
    user.delete()


def changes_the_password(user: User) -> None:
    user.set_password("second")
    user.save()


@pytest.mark.parametrize("change", [is_deactivated, is_deleted, changes_the_password])
def test_a_token_opens_nothing_when_its_user(ada: User, change: Callable[[User], None]) -> None:
    token = make_token(Quiet, ada)

    change(ada)

    with pytest.raises(InvalidToken):
        user_of(token)


def test_a_token_that_was_changed_anywhere_opens_nothing(ada: User) -> None:
    token = make_token(Quiet, ada)

    for place, character in enumerate(token[len("djinar.") :], len("djinar.")):
        changed = token[:place] + ("A" if character != "A" else "B") + token[place + 1 :]
        with pytest.raises(InvalidToken):
            user_of(changed)


@pytest.mark.parametrize("text", ["", " ", ".", "a.b", "ä.ö", "null", "x" * 60_000, "a b", "\0"], ids=ascii)
def test_what_is_no_token_of_ours_though_marked_as_one_opens_nothing(text: str) -> None:
    request = request_with("")
    request.META["HTTP_AUTHORIZATION"] = f"Bearer djinar.{text}"

    with pytest.raises(InvalidToken):
        authenticate(request, Quiet)


def test_what_was_signed_for_another_purpose_opens_nothing(ada: User) -> None:
    claims = {"stream": "tests.site.streams.Quiet", "until": 9e9}

    for other in (signing.Signer(sep="."), signing.Signer(sep=".", key="another", salt="djinar.tokens")):
        with pytest.raises(InvalidToken):
            user_of(f"djinar.{other.sign_object(claims)}")


def test_a_token_outlives_a_new_secret_key_that_knows_the_old_one(settings: Settings) -> None:
    token = make_token(Quiet)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"  # noqa: S105

    assert user_of(token) is None
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        user_of(token)


def test_cookies_say_nothing_beside_a_token(ada: User) -> None:
    request: Any = request_with(make_token(Quiet))
    request.COOKIES = {"sessionid": "Zm9v"}
    request.user, request.session = ada, SessionStore("Zm9v")

    authenticate(request, Quiet)

    assert not request.user.is_authenticated
    assert request.COOKIES == {}
    assert request.session.session_key is None


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Basic YWRhOmh1c2g="},
        {"Authorization": "Bearerx"},
        {"Authorization": "Bearer of.a.gateway"},
    ],
    ids=str,
)
def test_a_request_without_a_token_is_left_as_it_is(ada: User, headers: dict[str, str]) -> None:
    request = RequestFactory().post("/", headers=headers)
    request.user, request.COOKIES = ada, {"sessionid": "Zm9v"}

    assert not authenticate(request, Quiet)

    assert (request.user, request.COOKIES) == (ada, {"sessionid": "Zm9v"})


def test_a_token_does_not_show_the_password(ada: User) -> None:
    claims = signing.Signer(sep=".", salt="djinar.tokens").unsign_object(make_token(Quiet, ada).removeprefix("djinar."))

    assert claims["user"] == str(ada.pk)
    assert claims["mark"] not in (ada.password, ada.get_session_auth_hash())
