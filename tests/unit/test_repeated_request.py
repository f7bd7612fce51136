"""Where a request leads that is made once more; what it carries is in tests/integration/permissions."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import path

from djinar import Stream
from djinar.exceptions import ConfigurationError
from djinar.repeated_request import RepeatedRequest, is_let_in
from djinar.sessions.owner import Visit
from djinar.views import OfferView, StreamPageView


class Open(Stream):
    pass


def forbidden_to_call(request: HttpRequest) -> HttpResponse:
    raise AssertionError("This view is no stream's.")


urlpatterns = [
    path("open", OfferView.as_view(stream=Open)),
    path("page", StreamPageView.as_view(stream=Open)),
    path("other", forbidden_to_call),
]

pytestmark = pytest.mark.urls(__name__)


async def asked(path: str, **more: Any) -> bool:
    return await is_let_in(Visit(host="testserver", path=path, **more), "192.0.2.1", AnonymousUser())


async def test_a_path_that_leads_to_the_offer_view_is_let_in() -> None:
    assert await asked("/open?room=blue")


async def test_a_path_that_leads_to_a_page_by_now_is_not() -> None:
    assert not await asked("/page")


@pytest.mark.parametrize(
    ("path", "why"), [("/nowhere", "leads nowhere"), ("", "leads nowhere"), ("/other", "'other' leads to .*wraps")]
)
async def test_where_nothing_can_be_asked_it_is_said_why(path: str, why: str) -> None:
    with pytest.raises(ConfigurationError, match=why):
        await asked(path)


async def test_a_path_is_resolved_as_the_middleware_had_it_resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = ModuleType("elsewhere")
    vars(elsewhere)["urlpatterns"] = [path("only-here", OfferView.as_view(stream=Open))]
    monkeypatch.setitem(sys.modules, "elsewhere", elsewhere)

    assert await asked("/only-here", urlconf="elsewhere")
    with pytest.raises(ConfigurationError):
        await asked("/only-here")


def test_it_came_the_way_of_the_first() -> None:
    visit = Visit(host="testserver", path="/open", scheme="https", port="443")

    request = RepeatedRequest(visit, "192.0.2.1", AnonymousUser())

    assert (request.is_secure(), request.get_port()) == (True, "443")
    assert request.build_absolute_uri() == "https://testserver/open"
