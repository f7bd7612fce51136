from __future__ import annotations

import pytest

from djinar.exceptions import TooManyOffers
from djinar.sessions.pace import OfferPace


class Clock:
    seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def count(pace: OfferPace, who: str, limit: int, times: int) -> None:
    for _ in range(times):
        pace.count(who, limit)


def test_as_many_offers_as_allowed_may_come_at_once() -> None:
    pace = OfferPace(Clock())

    count(pace, "ada", 3, times=3)

    with pytest.raises(TooManyOffers):
        pace.count("ada", 3)


def test_one_client_does_not_count_against_another() -> None:
    pace = OfferPace(Clock())
    count(pace, "ada", 3, times=3)

    count(pace, "grace", 3, times=3)


def test_a_refusal_says_when_the_minute_is_over() -> None:
    clock = Clock()
    pace = OfferPace(clock)
    count(pace, "ada", 3, times=3)

    clock.seconds += 45
    with pytest.raises(TooManyOffers) as refused:
        pace.count("ada", 3)
    clock.seconds += refused.value.retry_after_seconds
    pace.count("ada", 3)

    assert (refused.value.limit, refused.value.retry_after_seconds) == (3, 15.0)


def test_one_who_goes_on_asking_is_served_all_the_same_when_the_minute_is_over() -> None:
    clock = Clock()
    pace = OfferPace(clock)

    served = []
    for clock.seconds in range(1_000, 1_120):
        try:
            pace.count("ada", 3)
        except TooManyOffers:
            continue
        served.append(clock.seconds)

    assert served == [1_000, 1_001, 1_002, 1_060, 1_061, 1_062]


def test_views_may_differ_in_what_they_allow() -> None:
    pace = OfferPace(Clock())
    count(pace, "ada", 10, times=3)

    with pytest.raises(TooManyOffers):
        pace.count("ada", 3)
    pace.count("ada", 10)


def test_the_memory_of_a_flood_from_many_addresses_is_bounded() -> None:
    pace = OfferPace(Clock())

    for number in range(30_000):
        pace.count(f"address {number}", 3)

    assert len(vars(pace)["_counted"]) == 10_000


def test_those_who_came_a_minute_ago_are_forgotten() -> None:
    clock = Clock()
    pace = OfferPace(clock)
    for number in range(100):
        pace.count(f"address {number}", 3)

    clock.seconds += 60
    pace.count("ada", 3)

    assert list(vars(pace)["_counted"]) == ["ada"]
