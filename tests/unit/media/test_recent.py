from __future__ import annotations

from djinar.media.recent import Recent


def recent(*values: float) -> Recent:
    figure = Recent()
    for value in values:
        figure.add(value)
    return figure


def test_before_the_first_value_there_is_no_percentile() -> None:
    assert recent().percentile_95 is None
    assert recent().mean == 0.0


def test_of_a_hundred_values_95_are_smaller_than_the_percentile() -> None:
    assert recent(*range(1, 101)).percentile_95 == 96


def test_what_is_long_ago_does_not_count() -> None:
    assert recent(9_000.0, *[1.0] * 100).percentile_95 == 1.0


def test_the_mean_is_that_of_the_last_eight() -> None:
    assert recent(500.0, *[2.0] * 4, *[4.0] * 4).mean == 3.0
