"""Pages of other sites cannot open sessions; clients that are no browsers can."""

from __future__ import annotations

import pytest
from django.test import AsyncClient, RequestFactory
from pytest_django import Settings

from djinar.views.origin import check_origin
from djinar.views.problems import CrossSite


def offer_with(*, secure: bool = True, **headers: str) -> None:
    named = {"Host": "live.example.org"} | {name.replace("_", "-"): value for name, value in headers.items()}
    check_origin(RequestFactory().post("/offer", headers=named, secure=secure))


@pytest.fixture(autouse=True)
def hosts(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["live.example.org"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://app.example.com", "https://*.example.net", "http://[2001:db8::1]:8000"]


def test_a_page_of_the_same_origin_passes() -> None:
    offer_with(Origin="https://live.example.org", Sec_Fetch_Site="same-origin")
    offer_with(Origin="http://live.example.org", secure=False)
    offer_with(Origin="https://live.example.org:8443", Host="live.example.org:8443")


def test_a_client_that_names_no_origin_passes() -> None:
    offer_with()
    offer_with(Sec_Fetch_Site="none")
    offer_with(Sec_Fetch_Site="same-origin")


@pytest.mark.parametrize(
    "origin",
    [
        "https://app.example.com",
        "https://a.example.net",
        "https://a.b.example.net",
        "https://example.net",
        "http://[2001:db8::1]:8000",
    ],
)
def test_a_trusted_origin_passes(origin: str) -> None:
    offer_with(Origin=origin, Sec_Fetch_Site="cross-site")


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://live.example.org",
        "https://live.example.org:8443",
        "https://live.example.org.evil.example",
        "https://evil.example?https://live.example.org",
        "http://app.example.com",
        "https://app.example.com:444",
        "https://evilexample.net",
        "http://a.example.net",
        "null",
        "",
        "https://",
        "https://[",
        "https://[::1",
        "file://",
        "live.example.org",
    ],
)
def test_any_other_origin_is_refused(origin: str) -> None:
    with pytest.raises(CrossSite, match="CSRF_TRUSTED_ORIGINS"):
        offer_with(Origin=origin)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "something-new"])
def test_a_browser_that_says_it_comes_from_elsewhere_is_refused(site: str) -> None:
    with pytest.raises(CrossSite):
        offer_with(Sec_Fetch_Site=site)


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}], ids=str)
@pytest.mark.urls("tests.site.urls")
async def test_the_view_refuses_before_it_reads_the_body(headers: dict[str, str], settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]

    response = await AsyncClient().post("/quiet", "{", content_type="application/json", headers=headers)

    assert response.status_code == 403
    assert response.json()["code"] == "cross-site"
