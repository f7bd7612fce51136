from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from djinar.sessions.reasons import EndReason

PROTOCOL = Path(__file__).parents[3] / "docs" / "protocol.md"


def test_the_protocol_names_every_reason_and_no_other() -> None:
    paragraph = PROTOCOL.read_text().partition("`ended` has these reasons:")[2].partition("\n\n")[0]

    assert set(re.findall(r"`([a-z-]+)`", paragraph)) == {reason.value for reason in EndReason}


@pytest.mark.parametrize("reason", EndReason)
def test_a_reason_says_itself_in_a_sentence(reason: EndReason) -> None:
    assert re.fullmatch(r"[A-Z].*\.", reason.sentence)


def test_a_reason_is_the_text_that_the_peer_gets() -> None:
    assert json.dumps(EndReason.TIME_LIMIT) == '"time-limit"'
    assert f"{EndReason.TIME_LIMIT}" == "time-limit"
