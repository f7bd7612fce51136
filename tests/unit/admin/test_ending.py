"""Ending sessions from the admin."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from djinar.models import StreamSession
from tests.unit.admin.conftest import LIST, made


def asked() -> list[StreamSession]:
    return list(StreamSession.objects.filter(end_requested_reason="ended-by-operator").order_by("address"))


def test_the_selected_sessions_that_run_are_ended(operator: Client) -> None:
    live, opening, ended, _other = made("live"), made("opening"), made("ended"), made("live")

    page = operator.post(
        LIST, {"action": "end_selected", "_selected_action": [live.pk, opening.pk, ended.pk]}, follow=True
    )

    assert {row.pk for row in asked()} == {live.pk, opening.pk}
    assert "2 sessions end within a few seconds." in page.text
    assert "Live, is being ended" in page.text


def test_one_session_is_ended_on_its_page(operator: Client) -> None:
    row = made()
    assert f"{row.pk}/end/" in operator.get(f"{LIST}{row.pk}/change/").text

    page = operator.post(f"{LIST}{row.pk}/end/", follow=True)

    assert asked() == [row]
    assert "1 session ends within a few seconds." in page.text


def test_who_ended_a_session_is_in_its_history(operator: Client) -> None:
    row = made()
    operator.post(f"{LIST}{row.pk}/end/")

    page = operator.get(f"{LIST}{row.pk}/history/")

    assert "Asked to end the session." in page.text
    assert LogEntry.objects.get().user.get_username() == "operator-view-delete-end-watch"


def test_a_session_that_is_over_cannot_be_ended(operator: Client) -> None:
    row = made("ended")

    page = operator.post(f"{LIST}{row.pk}/end/", follow=True)

    assert asked() == []
    assert "0 sessions end" in page.text
    assert f"{row.pk}/end/" not in page.text
    assert not LogEntry.objects.exists()


def test_who_may_only_look_at_the_list_ends_nothing(log_in: Callable[..., Client]) -> None:
    row, client = made(), log_in("view", "delete", "watch")

    assert client.post(f"{LIST}{row.pk}/end/").status_code == 403
    client.post(LIST, {"action": "end_selected", "_selected_action": [row.pk]})

    assert asked() == []
    assert f"{row.pk}/end/" not in client.get(f"{LIST}{row.pk}/change/").text
    assert "end_selected" not in client.get(LIST).text


def test_a_foreign_page_cannot_end_a_session(operator: Client) -> None:
    row, careful = made(), Client(enforce_csrf_checks=True)
    careful.cookies = operator.cookies

    assert careful.post(f"{LIST}{row.pk}/end/").status_code == 403
    assert careful.get(f"{LIST}{row.pk}/end/").status_code == 405
    assert asked() == []


@pytest.mark.parametrize("what", ["end", "look"])
def test_without_logging_in_nothing_happens(what: str, db: None) -> None:
    row = made()

    response = Client().post(f"{LIST}{row.pk}/{what}/")

    assert response.status_code == 302
    assert "/admin/login/" in response["Location"]
    assert not LogEntry.objects.exists()
