"""Refusals as problem documents, from one table."""

from __future__ import annotations

import math

from django.http import JsonResponse

from djinar.exceptions import (
    ChainTooLong,
    ChoiceError,
    DjinarError,
    EngineError,
    InvalidToken,
    OfferError,
    OptionError,
    Refused,
    ServerBusy,
    ServerFull,
    ServerStopping,
    TooManyOffers,
    TooManySessions,
    UnknownTransform,
    UnsupportedOffer,
)

MAX_BODY_BYTES = 64 * 1024


class NotJson(DjinarError):
    pass


class WrongContentType(DjinarError):
    pass


class WrongMethod(DjinarError):
    def __init__(self, allowed: str) -> None:
        super().__init__(f"Offers are posted; allowed are: {allowed}.")
        self.allowed = allowed


class TooLarge(DjinarError):
    def __init__(self) -> None:
        super().__init__(f"The body may have {MAX_BODY_BYTES} bytes at most.")


class CrossSite(DjinarError):
    pass


class LoginRequired(DjinarError):
    pass


class NotAllowed(DjinarError):
    pass


_TABLE: dict[type[DjinarError], tuple[int, str, str]] = {
    NotJson: (400, "not-json", "Not a JSON object"),
    WrongMethod: (405, "wrong-method", "Wrong method"),
    WrongContentType: (415, "not-json", "Not JSON"),
    TooLarge: (413, "too-large", "Too large"),
    OfferError: (400, "invalid-offer", "Invalid offer"),
    UnsupportedOffer: (400, "unsupported-offer", "Unsupported offer"),
    UnknownTransform: (400, "unknown-transform", "Unknown transform"),
    ChainTooLong: (400, "chain-too-long", "Too many transforms"),
    OptionError: (400, "invalid-option", "Invalid option"),
    LoginRequired: (401, "login-required", "Login required"),
    InvalidToken: (401, "invalid-token", "Invalid token"),
    NotAllowed: (403, "not-allowed", "Not allowed"),
    CrossSite: (403, "cross-site", "Posted by a page of another origin"),
    # These two are the client's own doing; a 503 would make a load balancer take the server for broken.
    # Source: RFC 6585 section 4.
    TooManyOffers: (429, "too-many-offers", "Too many offers"),
    TooManySessions: (429, "too-many-sessions", "Too many sessions"),
    ServerFull: (503, "server-full", "Server full"),
    ServerBusy: (503, "server-busy", "Server busy"),
    ServerStopping: (503, "server-stopping", "Server stopping"),
    EngineError: (500, "engine-failed", "The engine failed"),
}


REFUSALS = tuple(_TABLE)
"""What the peer is told. Other errors are mistakes of the site, for its developers."""


def problem(error: DjinarError) -> JsonResponse:
    """The response that says what was wrong; for one of ``REFUSALS`` only. Source: RFC 9457."""
    status, code, title = next(_TABLE[kind] for kind in type(error).__mro__ if kind in _TABLE)
    document: dict[str, object] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "code": code,
        "detail": str(error),
    }
    headers = {"Cache-Control": "no-store"}
    match error:
        case ChoiceError():
            document |= error.facts
        case Refused():
            headers["Retry-After"] = str(math.ceil(error.retry_after_seconds))
        case WrongMethod():
            headers["Allow"] = error.allowed
        case LoginRequired():
            # A 401 must name a scheme; the session cookie's has no registered name. Source: RFC 9110 section 15.5.2.
            headers["WWW-Authenticate"] = "Bearer, Session"
        case InvalidToken():
            headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'  # Source: RFC 6750 section 3
    response = JsonResponse(document, status=status, content_type="application/problem+json", headers=headers)
    if isinstance(error, Refused):
        # Django would log it as a failure of the server, and mail it to the admins; a full server is none.
        response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001  (Django's own mark)
    return response
