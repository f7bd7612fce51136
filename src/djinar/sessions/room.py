"""Whether there is room for one more session."""

from __future__ import annotations

from collections.abc import Collection

from djinar.exceptions import ServerFull, TooManySessions
from djinar.sessions.limits import Limits
from djinar.sessions.owner import Owner


def check_room(owners: Collection[Owner], owner: Owner, limits: Limits) -> None:
    """Among the sessions of these owners, for one more of ``owner``.

    Counted anew for each offer: no count can be wrong because a session ended in a way of its own.

    Raises:
        TooManySessions: the user, or the address, has as many as may be.
        ServerFull: there is no place left.
    """
    if owner.user_id is not None:
        of_user = sum(other.user_id == owner.user_id for other in owners)
        if of_user >= limits.max_sessions_per_user:
            raise TooManySessions(limits.max_sessions_per_user, "one user")
    if owner.address:
        block = owner.address_block
        of_address = sum(other.address_block == block for other in owners)
        if of_address >= limits.max_sessions_per_address:
            raise TooManySessions(limits.max_sessions_per_address, "one address")
    if len(owners) >= limits.max_sessions:
        raise ServerFull(limits.max_sessions)
