from __future__ import annotations

import pytest

from djinar.exceptions import ServerFull, TooManySessions
from djinar.sessions.limits import Limits
from djinar.sessions.owner import NOBODY, Owner
from djinar.sessions.room import check_room

LIMITS = Limits(max_sessions=5, max_sessions_per_user=2, max_sessions_per_address=3)
ADA = Owner(user_id="1", address="203.0.113.1")
ADA_ELSEWHERE = Owner(user_id="1", address="203.0.113.2")
GUEST = Owner(address="203.0.113.1")


@pytest.mark.parametrize(
    ("owners", "owner"),
    [
        ([], ADA),
        ([ADA], ADA_ELSEWHERE),
        ([GUEST, GUEST], ADA),
        ([ADA, ADA_ELSEWHERE], GUEST),
        ([NOBODY] * 4, NOBODY),
        ([GUEST] * 3, Owner(address="203.0.113.9")),
        ([Owner(address="2001:db8:0:1::1")] * 3, Owner(address="2001:db8:0:2::1")),
    ],
)
def test_there_is_room_below_every_limit(owners: list[Owner], owner: Owner) -> None:
    check_room(owners, owner, LIMITS)


@pytest.mark.parametrize(
    ("owners", "owner", "limit"),
    [
        ([ADA, ADA_ELSEWHERE], ADA, 2),
        ([GUEST, GUEST, ADA], GUEST, 3),
        ([GUEST, GUEST, GUEST], ADA, 3),
        ([Owner(address=f"2001:db8::{number}") for number in range(1, 4)], Owner(address="2001:db8::9"), 3),
        ([ADA, ADA, GUEST, GUEST, GUEST], ADA, 2),
    ],
)
def test_one_user_or_address_cannot_take_every_place(owners: list[Owner], owner: Owner, limit: int) -> None:
    with pytest.raises(TooManySessions) as refused:
        check_room(owners, owner, LIMITS)

    assert refused.value.limit == limit


def test_a_full_server_has_room_for_nobody() -> None:
    with pytest.raises(ServerFull) as refused:
        check_room([NOBODY] * 5, NOBODY, LIMITS)

    assert refused.value.limit == 5
