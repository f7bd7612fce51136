from __future__ import annotations

from djinar.media.distribution import BOUNDS_MS, Distribution


def test_each_value_counts_in_the_smallest_step_that_holds_it() -> None:
    times = Distribution()

    for value_ms in (0.0, 1.0, 1.1, 33.0, 9_999.0):
        times.add(value_ms)

    held = dict(zip([*BOUNDS_MS, float("inf")], times.counts, strict=True))
    assert {bound: count for bound, count in held.items() if count} == {1.0: 2, 2.5: 1, 33.0: 1, float("inf"): 1}
    assert times.sum_ms == 10_034.1


def test_two_are_added_up() -> None:
    one, other = Distribution(), Distribution()
    one.add(4)
    other.add(4)
    other.add(400)

    one.include(other)

    assert sum(one.counts) == 3
    assert one.sum_ms == 408
    assert sum(other.counts) == 2
