from __future__ import annotations

import pytest

from djinar.sessions.floods import BitRateTooHigh, FloodWatch, MessageRateTooHigh


def seconds_endured(counts: list[int], limit: int = 1_000_000) -> int | None:
    """After how many seconds of these rates, one a second, the session ends."""
    watch = FloodWatch(limit, BitRateTooHigh)
    watch.arrived(0, 1_000.0)
    arrived = 0
    for number, count in enumerate(counts, start=1):
        arrived += count
        try:
            watch.arrived(arrived, 1_000.0 + number)
        except BitRateTooHigh:
            return number
    return None


@pytest.mark.parametrize("count", [0, 999_999, 2_000_000])
def test_up_to_twice_the_limit_a_session_lives(count: int) -> None:
    assert seconds_endured([count] * 60) is None


@pytest.mark.parametrize("count", [2_000_001, 100_000_000])
def test_more_than_that_ends_it_after_five_seconds(count: int) -> None:
    assert seconds_endured([count] * 60) == 5


def test_a_peer_that_comes_down_in_between_is_forgiven() -> None:
    assert seconds_endured(([3_000_000] * 4 + [1_000_000]) * 12) is None


def test_the_end_says_what_is_allowed() -> None:
    assert str(BitRateTooHigh(2_500_000)) == "More than 5 Mbit/s arrived for 5 s; 2.5 are allowed."
    assert str(MessageRateTooHigh(50.0)) == "More than 100 messages a second arrived for 5 s; 50 are allowed."
