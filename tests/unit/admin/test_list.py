"""The list of sessions."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import unquote_plus

import pytest
from django.contrib.auth.models import User
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from djinar.admin import finding
from djinar.models import LOST_AFTER, StreamSession
from djinar.sessions.reasons import EndReason
from tests.unit.admin.conftest import LIST, made


def shown(client: Client, **query: str) -> list[str]:
    """The addresses in the list, from top to bottom."""
    page = client.get(LIST, query)
    assert page.status_code == 200
    return re.findall(r'field-address">([^<]*)<', page.text)


def test_a_row_says_who_what_and_how_it_went(operator: Client) -> None:
    made("ended", user=User.objects.create_user("ada"))

    page = operator.get(LIST)

    for text in (
        "Stream</span>",
        "ada",
        "192.0.2.1",
        "Ended: peer-closed",
        "0:00:09",
        "640 × 480",
        "30 / 0 / 0",
        "4.5 ms",
    ):
        assert text in page.text


def test_the_newest_session_comes_first(operator: Client) -> None:
    for minutes in (3, 1, 2):
        made(address=f"192.0.2.{minutes}", opened_at=timezone.now() - timedelta(minutes=minutes))

    assert shown(operator) == ["192.0.2.1", "192.0.2.2", "192.0.2.3"]


@pytest.mark.parametrize(
    "query",
    [
        {"state__exact": "ended"},
        {"stream": "studio.Wanted"},
        {"reason": "time-limit"},
        {"opened_at__gte": "2026-06-01 00:00+00:00"},
        {"q": "ada"},
        {"q": "192.0.2.7"},
        {"q": "wanted"},
        {"q": "ada 192.0.2.7 studio.wanted"},
    ],
    ids=str,
)
def test_filters_and_search_find_the_session(operator: Client, query: dict[str, str]) -> None:
    made(address="192.0.2.66", user=User.objects.create_user("adam"))
    wanted = {"stream": "studio.Wanted", "reason": EndReason.TIME_LIMIT, "user": User.objects.create_user("ada")}
    made("ended", address="192.0.2.7", opened_at=timezone.now(), **wanted)

    assert shown(operator, **query) == ["192.0.2.7"]


def test_the_link_of_a_name_with_a_space_finds_its_sessions(operator: Client) -> None:
    row = made(address="192.0.2.7", user=User.objects.create_user("Ann Lee"))
    made(address="192.0.2.8", user=User.objects.create_user("Ann"))
    linked = re.search(r'href="../../[?]q=([^"]+)">Ann Lee<', operator.get(f"{LIST}{row.pk}/change/").text)
    assert linked

    assert shown(operator, q=unquote_plus(linked[1])) == ["192.0.2.7"]


def test_a_session_is_found_by_the_key_that_the_log_names(operator: Client) -> None:
    wanted, _other = made(address="192.0.2.7"), made(address="192.0.2.8")

    assert shown(operator, q=str(wanted.pk)) == ["192.0.2.7"]


@pytest.mark.parametrize("words", ["nobody", "192.0.2.99", "%", "0" * 32, "ada'--"])
def test_what_is_nowhere_is_not_found(operator: Client, words: str) -> None:
    made(user=User.objects.create_user("ada"))

    assert shown(operator, q=words) == []


def test_sessions_of_dead_processes_are_shown_as_lost(operator: Client) -> None:
    made()
    StreamSession.objects.update(seen_at=timezone.now() - LOST_AFTER)

    page = operator.get(LIST)

    assert ">Lost</span>" in page.text
    assert StreamSession.objects.get().state == "lost"


def test_lost_sessions_are_not_looked_for_at_every_request(operator: Client) -> None:
    operator.get(LIST)
    made()
    StreamSession.objects.update(seen_at=timezone.now() - LOST_AFTER)

    operator.get(LIST)

    assert StreamSession.objects.get().state == "live"


def test_the_limits_are_shown_and_how_much_of_them_is_taken(operator: Client) -> None:
    with override_settings(DJINAR={"MAX_SESSIONS": 7}):
        for state in ("live", "opening", "ended"):
            made(state)

        page = operator.get(LIST)

    assert "2 of 7 places taken" in page.text
    assert re.search(r"IDLE_TIMEOUT_SECONDS</th>\s*<td>30", page.text)


def test_nothing_can_be_added_or_changed(operator: Client) -> None:
    row = made("ended")

    assert operator.get(f"{LIST}add/").status_code == 403
    assert operator.post(f"{LIST}{row.pk}/change/", {"address": "192.0.2.99"}).status_code == 403
    assert b'name="address"' not in operator.get(f"{LIST}{row.pk}/change/").content


def test_who_may_not_see_sessions_sees_none(log_in: Callable[..., Client]) -> None:
    row = made()
    client = log_in("end", "delete", "watch")

    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}{row.pk}/change/").status_code == 403


def test_only_sessions_that_are_over_are_deleted(operator: Client) -> None:
    rows = [made("live"), made("ended"), made("lost")]
    delete = {"action": "delete_selected", "_selected_action": [row.pk for row in rows]}

    assert operator.post(f"{LIST}{rows[0].pk}/delete/", {"post": "yes"}).status_code == 403
    operator.post(LIST, {**delete, "post": "yes"})

    assert StreamSession.objects.get() == rows[0]


def test_very_many_sessions_are_left_to_the_command_that_prunes(
    operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("djinar.admin.sessions._DELETED_AT_MOST", 2)
    rows = [made("ended") for _ in range(3)]
    delete = {"action": "delete_selected", "_selected_action": [row.pk for row in rows]}

    page = operator.post(LIST, {**delete, "post": "yes"}, follow=True)

    assert "djinar_prune" in page.text
    assert StreamSession.objects.count() == 3


def test_a_list_that_goes_on_says_so(operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding.BoundedPaginator, "counted_at_most", 2)
    for _ in range(3):
        made()

    assert "only the newest 2 are listed" in operator.get(LIST).text


def test_a_page_of_the_list_asks_as_much_for_many_sessions_as_for_one(
    operator: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made(user=User.objects.create_user("user0"))
    operator.get(LIST)
    for number in range(1, 30):
        made(user=User.objects.create_user(f"user{number}"))

    # The login, the user, twice permissions, places taken, twice known streams, the count, the rows.
    with django_assert_num_queries(9):
        assert len(shown(operator)) == 30
