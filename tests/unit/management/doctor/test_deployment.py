from __future__ import annotations

import pytest
from pytest_django import Settings as DjangoSettings

from djinar.conf import Settings
from djinar.lifespan import ends_sessions
from djinar.management.doctor.deployment import default_application, findings
from djinar.management.doctor.finding import Finding


async def serve_nothing(scope: object, receive: object, send: object) -> None: ...


wrapped = ends_sessions(serve_nothing)


@pytest.fixture(autouse=True)
def sound_settings(settings: DjangoSettings) -> None:
    settings.DEBUG = False
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = None
    settings.USE_X_FORWARDED_HOST = False
    settings.ALLOWED_HOSTS = ["example.org"]


def found(ours: Settings | None = None, application: str = "config.asgi.application", **environment: str) -> set[str]:
    """Grade and subject of each."""
    return {f"{one.grade} {one.about}" for one in findings(ours or Settings(), application, environment)}


def test_a_sound_site_has_nothing_to_mend() -> None:
    assert found() == {"ok server", "ok https", "ok processes"}


def test_the_application_is_looked_for_beside_the_urls() -> None:
    assert default_application() == "config.asgi.application"


@pytest.mark.parametrize(
    ("application", "expected"),
    [
        ("config.nowhere.application", "note server"),
        ("tests.unit.management.doctor.test_deployment.serve_nothing", "wrong server"),
        ("tests.unit.management.doctor.test_deployment.wrapped", "ok server"),
    ],
    ids=["missing", "bare", "wrapped"],
)
def test_an_application_that_cuts_sessions_off_is_wrong(application: str, expected: str) -> None:
    assert expected in found(application=application)


def test_a_site_without_https_gets_no_camera(settings: DjangoSettings) -> None:
    settings.SECURE_SSL_REDIRECT = False

    assert "wrong https" in found()


def test_a_developers_machine_is_told_of_debug(settings: DjangoSettings) -> None:
    settings.DEBUG = True

    assert "note https" in found()


@pytest.mark.parametrize(
    ("header", "proxies", "expected"),
    [
        (("HTTP_X_FORWARDED_PROTO", "https"), 0, "note proxy"),
        (("HTTP_X_FORWARDED_PROTO", "https"), 1, None),
        (None, 1, "note proxy"),
    ],
    ids=["only the header", "both", "only the count"],
)
def test_a_proxy_is_told_of_in_both_settings(
    settings: DjangoSettings, header: tuple[str, str] | None, proxies: int, expected: str | None
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = header

    told = found(Settings(trusted_proxy_count=proxies))

    assert (expected in told) if expected else not any("proxy" in one for one in told)


def test_visitors_who_may_name_any_address_are_wrong() -> None:
    assert "wrong proxy" in found(FORWARDED_ALLOW_IPS="*")


def test_an_address_that_a_proxy_vouches_for_is_fine(settings: DjangoSettings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    told = found(FORWARDED_ALLOW_IPS="10.0.0.4"), found(Settings(trusted_proxy_count=1), FORWARDED_ALLOW_IPS="*")

    assert not any("proxy" in one for each in told for one in each)


def test_a_host_that_anybody_may_name_is_wrong(settings: DjangoSettings) -> None:
    settings.USE_X_FORWARDED_HOST = True
    settings.ALLOWED_HOSTS = ["*"]

    assert "wrong proxy" in found()


def test_several_processes_share_nothing() -> None:
    assert "note processes" in found(WEB_CONCURRENCY="4")


def test_each_finding_is_one_line_that_says_what_to_do() -> None:
    finding = Finding("wrong", "ports", "all are taken.", "Choose others.")

    assert str(finding) == "wrong ports: all are taken. Choose others."
