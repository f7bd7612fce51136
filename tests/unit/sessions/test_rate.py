from __future__ import annotations

import pytest

from djinar.sessions.rate import TokenBucket


class Clock:
    seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def taken(bucket: TokenBucket, tries: int = 1_000) -> int:
    return sum(bucket.take() for _ in range(tries))


@pytest.mark.parametrize(("per_second", "at_once"), [(50.0, 100), (1.0, 2), (0.5, 1), (0.1, 1)])
def test_twice_as_many_as_in_a_second_may_happen_at_once(per_second: float, at_once: int) -> None:
    assert taken(TokenBucket(per_second, Clock())) == at_once


def test_time_allows_more_at_the_given_rate() -> None:
    clock = Clock()
    bucket = TokenBucket(50.0, clock)
    taken(bucket)

    clock.seconds += 0.5

    assert taken(bucket) == 25


def test_a_long_silence_saves_up_no_more_than_a_burst() -> None:
    clock = Clock()
    bucket = TokenBucket(50.0, clock)

    clock.seconds += 3_600

    assert taken(bucket) == 100


def test_what_is_refused_costs_nothing() -> None:
    clock = Clock()
    bucket = TokenBucket(0.5, clock)

    allowed = []
    for clock.seconds in (1_000.0, 1_000.5, 1_001.0, 1_001.5, 1_002.0):
        allowed.append(bucket.take())

    assert allowed == [True, False, False, False, True]
