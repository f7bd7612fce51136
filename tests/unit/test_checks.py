from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.checks import CheckMessage, run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from pytest_django import Settings


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


def test_the_command_says_each_of_them(settings: Settings) -> None:
    settings.DJINAR = {"MAX_SESSIONS": 0, "PORT_RANGE": 80}

    with pytest.raises(SystemCheckError) as failed:
        call_command("check", stdout=StringIO())

    assert "DJINAR['MAX_SESSIONS'] must be a whole number of at least 1, not 0." in str(failed.value)
    assert "DJINAR['PORT_RANGE'] must be None, or the lowest and the highest UDP port" in str(failed.value)
