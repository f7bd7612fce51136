from __future__ import annotations

import pytest

from djinar.sessions.owner import NOBODY, Owner


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("", ""),
    ],
)
def test_all_addresses_of_one_subscriber_are_one_block(address: str, block: str) -> None:
    assert Owner(address=address).address_block == block


def test_nobody_has_neither_user_nor_address() -> None:
    assert (NOBODY.user_id, NOBODY.address) == (None, "")
