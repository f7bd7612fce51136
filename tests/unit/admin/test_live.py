"""Figures that refresh by themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from djinar.models import StreamSession
from tests.unit.admin.conftest import LIST, made

LIVE = f"{LIST}live/"


def said(client: Client, *rows: StreamSession) -> dict[str, Any]:
    response = client.get(LIVE, {"ids": ",".join(str(row.pk) for row in rows)})
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    sessions: dict[str, Any] = response.json()["sessions"]
    return sessions


def test_what_a_session_comes_to_is_told_as_the_list_says_it(operator: Client) -> None:
    row = made()

    session = said(operator, row)[str(row.pk)]

    assert session["state"] == "live"
    assert session["cells"]["frames"] == "30 / 0 / 0"
    for text in (session["cells"][name] for name in ("state", "picture", "round_trip")):
        assert f">{text}</span>" in operator.get(LIST).text


def test_figures_of_another_process_are_told_as_soon_as_they_are_written(operator: Client) -> None:
    row = made(worker="another host:4711")
    StreamSession.objects.update(frames_in=31, state="ended", reason="time-limit")

    session = said(operator, row)[str(row.pk)]

    assert session["state"] == "ended"
    assert (session["cells"]["state"], session["cells"]["frames"]) == ("Ended: time-limit", "31 / 0 / 0")


def test_only_the_sessions_asked_for_are_told(operator: Client) -> None:
    row, _other = made(), made()

    assert list(said(operator, row)) == [str(row.pk)]


@pytest.mark.parametrize("ids", ["", "1,2", "all", ",".join(str(uuid4()) for _ in range(101))], ids=range(4))
def test_at_most_a_hundred_real_keys_may_be_asked_for(operator: Client, ids: str) -> None:
    assert operator.get(LIVE, {"ids": ids}).status_code == 400


def test_who_may_not_see_sessions_is_told_nothing(log_in: Callable[..., Client]) -> None:
    row = made()

    assert log_in("end", "watch").get(LIVE, {"ids": str(row.pk)}).status_code == 403
    assert Client().get(LIVE, {"ids": str(row.pk)}).status_code == 302


def test_what_a_session_ran_can_be_read(operator: Client) -> None:
    chain = [{"name": "edges", "options": {"low": 5, "bold": True}}, {"name": "text", "options": {"text": "<b>hé"}}]
    row = made("ended", video_chain=chain, detail="The longest <i>duration</i> is reached.")

    page = operator.get(f"{LIST}{row.pk}/change/").text

    assert "edges (low 5, bold true)\ntext (text &quot;&lt;b&gt;hé&quot;)" in page
    assert "The longest &lt;i&gt;duration&lt;/i&gt; is reached." in page
