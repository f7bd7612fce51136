"""What transforms tell with a picture, on its way to the peer."""

from __future__ import annotations

import pytest

from djinar.sessions.turns import Told
from tests.unit.sessions.talk import Talk, begin


@pytest.fixture
async def talk(monkeypatch: pytest.MonkeyPatch) -> Talk:
    return begin(monkeypatch)


TOLD = Told(
    transform="codes", number=41, time_seconds=1.37, message='{"codes": ["Gr\\u00fc\\u00dfe"], "corners": [[1, 2]]}'
)


async def test_what_a_transform_told_is_sent_with_its_frame(talk: Talk) -> None:
    talk.conversation.report_told(TOLD, rtp_timestamp=123_456)

    assert talk.first.last == {
        "type": "frame",
        "transform": "codes",
        "number": 41,
        "time_seconds": 1.37,
        "rtp_timestamp": 123_456,
        "message": {"codes": ["Grüße"], "corners": [[1, 2]]},
    }


async def test_what_was_told_of_sound_has_no_timestamp(talk: Talk) -> None:
    talk.conversation.report_told(TOLD)

    assert "rtp_timestamp" not in talk.first.last


@pytest.mark.parametrize(("waiting_bytes", "sent"), [(64 * 1024, 1), (64 * 1024 + 1, 0)])
async def test_what_was_told_is_dropped_behind_64_kib_that_wait(talk: Talk, waiting_bytes: int, sent: int) -> None:
    talk.first.waiting = waiting_bytes

    talk.conversation.report_told(TOLD)
    talk.say("ping")

    assert len(talk.first.sent) == sent + 1
    assert talk.first.sent[-1] == "pong"


async def test_what_was_told_is_lost_without_a_channel(talk: Talk) -> None:
    talk.first.close()
    talk.second.close()

    talk.conversation.report_told(TOLD)

    assert talk.first.sent == talk.second.sent == []
