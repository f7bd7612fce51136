"""What ``manage.py djinar_prune`` deletes and marks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from djinar.models import LOST_AFTER, StreamSession
from tests.unit.records.made import snapshot

pytestmark = pytest.mark.django_db


def made(state: str, *, days_ago: float, name: str) -> None:
    row = StreamSession.of(snapshot(state, stream=name, opened_at=timezone.now() - timedelta(days=days_ago)))  # type: ignore[arg-type]  # lost as well
    row.save()


@pytest.fixture(autouse=True)
def sessions() -> None:
    made("ended", days_ago=40, name="old")
    made("lost", days_ago=40, name="old and lost")
    made("live", days_ago=40, name="old but live")
    made("ended", days_ago=20, name="young")


def left() -> set[str]:
    return set(StreamSession.objects.values_list("stream", flat=True))


def test_sessions_of_more_than_thirty_days_ago_are_deleted(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("djinar_prune")

    assert left() == {"old but live", "young"}
    assert capsys.readouterr().out == "2 sessions deleted, 0 marked as lost.\n"


def test_the_days_can_be_chosen() -> None:
    call_command("djinar_prune", "--days", "10.5")

    assert left() == {"old but live"}


def test_a_dry_run_deletes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("djinar_prune", "--dry-run")

    assert len(left()) == 4
    assert capsys.readouterr().out == "2 sessions would be deleted.\n"


def test_a_session_whose_process_died_is_marked_before_it_is_deleted() -> None:
    StreamSession.objects.update(seen_at=timezone.now() - LOST_AFTER)

    call_command("djinar_prune", "--days=50")

    assert StreamSession.objects.get(stream="old but live").state == "lost"


@pytest.mark.parametrize("days", ["-1", "nan", "soon", "1e9"])
def test_senseless_days_are_refused(days: str) -> None:
    with pytest.raises(CommandError):
        call_command("djinar_prune", f"--days={days}")
