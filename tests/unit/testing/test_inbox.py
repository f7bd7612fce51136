from __future__ import annotations

from djinar.testing.inbox import Inbox, anything


def filled(*items: int, most: int | None = None) -> Inbox[int]:
    inbox = Inbox[int](most)
    for item in items:
        inbox.put(item)
    return inbox


def test_the_oldest_comes_first() -> None:
    inbox = filled(1, 2)

    assert [inbox.take(anything), inbox.take(anything), inbox.take(anything)] == [1, 2, None]


def test_what_is_not_wanted_is_passed_over() -> None:
    inbox = filled(1, 2, 3)

    assert inbox.take(lambda item: item > 1) == 2
    assert inbox.take(anything) == 3


def test_one_can_be_picked_from_among_the_others() -> None:
    inbox = filled(1, 2, 3)

    assert inbox.pick(lambda item: item == 2) == 2
    assert [inbox.take(anything), inbox.take(anything)] == [1, 3]


def test_of_too_many_the_oldest_is_dropped() -> None:
    inbox = filled(1, 2, 3, most=2)

    assert inbox.take(anything) == 2
    assert inbox.arrived == 3


def test_what_is_here_and_some_that_will_come_are_skipped() -> None:
    inbox = filled(1, 2)

    inbox.skip(to_come=1)
    inbox.put(3)
    inbox.put(4)

    assert inbox.take(anything) == 4
    assert inbox.arrived == 4
