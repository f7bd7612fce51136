from __future__ import annotations

from io import StringIO
from types import ModuleType
from typing import Any

import pytest
from django.core.checks import CheckMessage, run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.urls import include, path
from pytest_django import Settings

from djinar import Stream
from djinar.views import OfferView, StreamPageView


def checked() -> list[CheckMessage]:
    return run_checks(tags=["djinar"])


def test_the_settings_of_the_demo_are_right() -> None:
    assert checked() == []


def test_a_site_without_settings_of_ours_is_right(settings: Settings) -> None:
    del settings.DJINAR

    assert checked() == []


@pytest.mark.parametrize("value", [None, [], "MAX_SESSIONS", {"MAX_SESSIONS": 0}, {"MAX_SESSION": 1}], ids=str)
def test_a_wrong_setting_is_an_error_with_an_id(settings: Settings, value: Any) -> None:
    settings.DJINAR = value

    (message,) = checked()

    assert (message.id, message.is_serious()) == ("djinar.E001", True)
    assert "DJINAR" in message.msg


@pytest.mark.django_db  # Django 6.1 asks the database whether it knows JSON
def test_the_command_says_each_of_them(settings: Settings) -> None:
    settings.DJINAR = {"MAX_SESSIONS": 0, "PORT_RANGE": 80}

    with pytest.raises(SystemCheckError) as failed:
        call_command("check", stdout=StringIO())

    assert "DJINAR['MAX_SESSIONS'] must be a whole number of at least 1, not 0." in str(failed.value)
    assert "DJINAR['PORT_RANGE'] must be None, or the lowest and the highest UDP port" in str(failed.value)


TURN = {"urls": "turn:turn.example.org", "username": "ada", "credential": "hush"}


@pytest.mark.parametrize("name", ["ICE_SERVERS", "BROWSER_ICE_SERVERS"])
def test_a_credential_that_every_visitor_sees_is_warned_of(settings: Settings, name: str) -> None:
    settings.DJINAR = {name: [TURN]}

    (message,) = checked()

    assert (message.id, message.is_serious()) == ("djinar.W001", False)
    assert "turn:turn.example.org" in message.msg
    assert "hush" not in str(message)


@pytest.mark.parametrize(
    "value",
    [
        {"SERVER_ICE_SERVERS": [TURN]},
        {"BROWSER_ICE_SERVERS": [{"urls": "turn:turn.example.org", "secret": "hush"}]},
        {"BROWSER_ICE_SERVERS": ["stun:stun.example.org"]},
    ],
    ids=str,
)
def test_no_visitor_sees_a_secret_nor_what_the_server_alone_uses(settings: Settings, value: Any) -> None:
    settings.DJINAR = value

    assert checked() == []


class Studio(Stream):
    transforms = ["edges", "rotate"]
    audio = "echo"


class Misspelt(Stream):
    transforms = ["egdes"]
    audio = "greting.wav"
    limits = {"max_sesions": 2}


class ChosenLater(OfferView):
    def get_stream(self) -> type[Stream]:
        return Misspelt if self.request.user.is_staff else Studio


def serve(settings: Settings, *patterns: Any) -> None:
    urlconf = ModuleType("urlconf")
    urlconf.urlpatterns = list(patterns)  # type: ignore[attr-defined]  # that is how Django reads one
    settings.ROOT_URLCONF = urlconf


def test_what_is_misspelt_in_a_stream_is_an_error_each_that_says_what_there_is(settings: Settings) -> None:
    page, offer = StreamPageView.as_view(stream=Misspelt), OfferView.as_view(stream=Misspelt)
    serve(settings, path("studio/", include([path("", page), path("offer", offer)])))

    limits, transforms, audio = checked()

    assert {message.id for message in (limits, transforms, audio)} == {"djinar.E002"}
    assert "Misspelt.limits: There is no limit 'max_sesions'." in limits.msg
    assert "Misspelt.transforms: There is no transform 'egdes' here. Allowed are: adjust, " in transforms.msg
    assert "Misspelt.audio: there is no file greting.wav" in audio.msg


def test_a_view_of_a_class_of_its_own_is_looked_at_with_its_limits(settings: Settings) -> None:
    class Offer(OfferView):
        stream = Studio
        limits = {"max_session_seconds": 0}

    serve(settings, path("offer", Offer.as_view()))

    (message,) = checked()

    assert "Offer.limits: The limit 'max_session_seconds' must be a number above 0" in message.msg


def test_a_view_that_chooses_its_stream_for_each_request_is_left_alone(settings: Settings) -> None:
    serve(settings, path("offer", ChosenLater.as_view()))

    assert checked() == []


def test_a_urlconf_that_cannot_be_imported_is_left_to_djangos_own_check(settings: Settings) -> None:
    settings.ROOT_URLCONF = "no.such.urlconf"

    assert checked() == []
    with pytest.raises(ModuleNotFoundError, match="no"):
        run_checks(tags=["urls"])
