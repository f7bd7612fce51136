from __future__ import annotations

import pytest

from djinar.sessions.bit_rate import BitRateTooHigh, BitRateWatch


def seconds_endured(rates_bps: list[int], limit_bps: int = 1_000_000) -> int | None:
    """After how many seconds of these rates, one a second, the session ends."""
    watch = BitRateWatch(limit_bps)
    watch.arrived(0, 1_000.0)
    bytes_in = 0
    for number, rate_bps in enumerate(rates_bps, start=1):
        bytes_in += rate_bps // 8
        try:
            watch.arrived(bytes_in, 1_000.0 + number)
        except BitRateTooHigh:
            return number
    return None


@pytest.mark.parametrize("rate_bps", [0, 999_999, 2_000_000])
def test_up_to_twice_the_limit_a_session_lives(rate_bps: int) -> None:
    assert seconds_endured([rate_bps] * 60) is None


@pytest.mark.parametrize("rate_bps", [2_000_008, 100_000_000])
def test_more_than_that_ends_it_after_five_seconds(rate_bps: int) -> None:
    assert seconds_endured([rate_bps] * 60) == 5


def test_a_peer_that_comes_down_in_between_is_forgiven() -> None:
    assert seconds_endured(([3_000_000] * 4 + [1_000_000]) * 12) is None


def test_the_end_says_what_is_allowed() -> None:
    assert str(BitRateTooHigh(2_500_000)) == "More than 5 Mbit/s arrived for 5 s; 2.5 are allowed."
