"""Signed tokens, good for some minutes: for pages of another origin, and for devices, which have no cookies."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.http import HttpRequest

from djinar.accounts import active_users, password_mark
from djinar.conf import get_settings
from djinar.exceptions import InvalidToken
from djinar.stream import Stream

_MARK = "djinar."


def make_token(stream: type[Stream], user: Any = None, *, lifetime_seconds: float | None = None) -> str:
    """What a client sends as ``Authorization: Bearer …`` to open this stream as this user, or as nobody.

    It is good for ``TOKEN_LIFETIME_SECONDS`` unless told otherwise, and not after the user changes the password. A
    session outlives the token that opened it.
    """
    if lifetime_seconds is None:
        lifetime_seconds = get_settings().token_lifetime_seconds
    claims: dict[str, object] = {"stream": _path_of(stream), "until": time.time() + lifetime_seconds}
    if user is not None and user.is_authenticated:
        claims |= {"user": str(user.pk), "mark": password_mark(user)}
    return _MARK + _signer().sign_object(claims)


def authenticate(request: HttpRequest, stream: type[Stream]) -> bool:
    """Have a request with a token come from the token's user, whatever its cookies say. False for one without a token.

    A token of somebody else's, such as a gateway in front of the site may pass on, is left to whom it is for. Asks the
    database for the user.

    Raises:
        InvalidToken: the token opens nothing, or another stream, or its user may not log in any more.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token.startswith(_MARK):
        return False
    user = _user_of(token.removeprefix(_MARK), stream)

    async def auser() -> Any:
        return user

    request.COOKIES = {}
    request.user, request.auser = user, auser
    if hasattr(request, "session"):
        request.session = type(request.session)()
    return True


def _user_of(token: str, stream: type[Stream]) -> Any:
    try:
        claims = _signer().unsign_object(token)
    except signing.BadSignature:
        raise InvalidToken from None
    if claims["stream"] != _path_of(stream) or claims["until"] <= time.time():
        raise InvalidToken
    if "user" not in claims:
        return AnonymousUser()
    user = active_users([claims["user"]]).get(claims["user"])
    if user is None or password_mark(user) != claims["mark"]:
        raise InvalidToken
    return user


def _path_of(stream: type[Stream]) -> str:
    return f"{stream.__module__}.{stream.__qualname__}"


def _signer() -> signing.Signer:
    # Django's usual separator, a colon, may not be in a token. Source: RFC 6750 section 2.1.
    return signing.Signer(salt="djinar.tokens", sep=".")
