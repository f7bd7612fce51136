"""Looking at the picture of a session."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from djinar.admin import looks
from djinar.models import LOOKED_AT_FOR, SessionPicture, StreamSession
from tests.unit.admin.conftest import LIST, made


@pytest.fixture
def row(db: None) -> StreamSession:
    return made()


def look(client: Client, row: StreamSession) -> str:
    """Begin a look as the button does; the address of its picture."""
    page = client.post(f"{LIST}{row.pk}/look/", follow=True)
    assert page.status_code == 200
    found = re.search(r'<img data-picture="([^"]+)"', page.text)
    assert found
    return found[1]


def take(row: StreamSession) -> None:
    """As the process does that serves the session."""
    SessionPicture.objects.filter(session=row).update(jpeg=b"what is sent", taken_at=timezone.now())


def test_who_may_look_sees_what_is_sent(operator: Client, row: StreamSession) -> None:
    picture = look(operator, row)
    take(row)

    response = operator.get(picture)

    assert (response.status_code, response.content) == (200, b"what is sent")
    assert response["Content-Type"] == "image/jpeg"
    assert "no-store" in response["Cache-Control"]


def test_the_process_that_serves_the_session_is_asked_until_nobody_looks(operator: Client, row: StreamSession) -> None:
    picture = look(operator, row)
    assert SessionPicture.objects.looked_at().exists()

    SessionPicture.objects.update(asked_at=timezone.now() - LOOKED_AT_FOR)
    assert not SessionPicture.objects.looked_at().exists()

    operator.get(picture)
    assert SessionPicture.objects.looked_at().exists()


def test_to_open_the_page_is_not_to_look(operator: Client, row: StreamSession) -> None:
    page = operator.get(f"{LIST}{row.pk}/change/")

    assert "<img" not in page.text
    assert not SessionPicture.objects.exists()
    assert not LogEntry.objects.exists()


def test_a_look_is_logged_once(operator: Client, row: StreamSession, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "djinar.admin"):
        picture = look(operator, row)
        for _ in range(3):
            operator.get(picture)

    (entry,) = LogEntry.objects.all()
    assert (entry.object_id, entry.change_message) == (str(row.pk), "Looked at the picture.")
    (record,) = [record for record in caplog.records if record.name.startswith("djinar.admin")]
    assert (record.__dict__["record"], record.__dict__["user"]) == (str(row.pk), str(entry.user_id))


@pytest.mark.parametrize("may", [(), ("view",), ("watch",), ("view", "end", "delete")], ids=str)
def test_who_may_not_look_sees_no_picture_by_any_address(
    operator: Client, row: StreamSession, log_in: Callable[..., Client], may: tuple[str, ...]
) -> None:
    picture = look(operator, row)
    take(row)
    client = log_in(*may)

    assert client.post(f"{LIST}{row.pk}/look/").status_code == 403
    assert client.get(picture).status_code == 403
    page = client.get(f"{LIST}{row.pk}/change/{picture[picture.index('?') :]}").text
    assert "picture/" not in page
    assert "look/" not in page
    assert LogEntry.objects.count() == 1


def test_who_loses_the_permission_sees_no_more(operator: Client, row: StreamSession) -> None:
    picture = look(operator, row)
    take(row)

    Permission.objects.get(codename="watch_streamsession").user_set.clear()

    assert operator.get(picture).status_code == 403


def test_a_look_serves_nobody_else(operator: Client, row: StreamSession, log_in: Callable[..., Client]) -> None:
    picture = look(operator, row)
    take(row)

    assert log_in("view", "watch").get(picture).status_code == 403


def test_a_look_serves_for_no_other_session(operator: Client, row: StreamSession) -> None:
    other = made()
    SessionPicture.objects.ask(other)
    take(other)

    assert operator.get(look(operator, row).replace(str(row.pk), str(other.pk))).status_code == 403


def test_without_a_look_that_is_logged_there_is_no_picture(operator: Client, row: StreamSession) -> None:
    SessionPicture.objects.ask(row)
    take(row)

    assert operator.get(f"{LIST}{row.pk}/picture/").status_code == 403
    assert operator.get(f"{LIST}{row.pk}/picture/?look=forged").status_code == 403


def test_a_look_ends_by_itself(operator: Client, row: StreamSession, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = look(operator, row)
    take(row)

    monkeypatch.setattr(looks, "LASTS", timedelta(seconds=-1))

    assert operator.get(picture).status_code == 403


@pytest.mark.parametrize(
    "instead",
    [{"jpeg": b""}, {"taken_at": timezone.now() - 2 * LOOKED_AT_FOR}, {"taken_at": None}],
    ids=["nothing is sent", "old", "not taken yet"],
)
def test_there_may_be_nothing_to_see(operator: Client, row: StreamSession, instead: dict[str, object]) -> None:
    picture = look(operator, row)
    take(row)
    SessionPicture.objects.update(**instead)

    response = operator.get(picture)

    assert (response.status_code, response.content) == (204, b"")
    assert "no-store" in response["Cache-Control"]


def test_the_picture_of_a_session_that_is_over_is_shown_to_nobody(operator: Client, row: StreamSession) -> None:
    picture = look(operator, row)
    take(row)
    StreamSession.objects.update(state="ended")

    assert operator.get(picture).status_code == 204
    assert "<img" not in operator.post(f"{LIST}{row.pk}/look/", follow=True).text
    assert LogEntry.objects.count() == 1
