"""What arrived at a peer and was not read yet."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

_Item = TypeVar("_Item")


def anything(_item: object, /) -> bool:
    """The ``where`` of a wait for whatever comes next."""
    return True


def nothing(_item: object, /) -> bool:
    return False


class Inbox(Generic[_Item]):
    """Oldest first; of more than ``most`` the oldest is dropped."""

    def __init__(self, most: int | None = None) -> None:
        self._unread: deque[_Item] = deque(maxlen=most)
        self._to_skip = 0
        self.arrived = 0
        """So far, the dropped and the skipped ones included."""

    def put(self, item: _Item) -> None:
        self.arrived += 1
        if self._to_skip:
            self._to_skip -= 1
        else:
            self._unread.append(item)

    def take(self, wanted: Callable[[_Item], object]) -> _Item | None:
        """The next of which ``wanted`` is true, if it is here already; those before it are passed over."""
        while self._unread:
            if wanted(item := self._unread.popleft()):
                return item
        return None

    def pick(self, wanted: Callable[[_Item], object]) -> _Item | None:
        """As ``take``, but those before it stay."""
        found = next((item for item in self._unread if wanted(item)), None)
        if found is not None:
            self._unread.remove(found)
        return found

    def skip(self, to_come: int = 0) -> None:
        """Pass over what is here, and over so many more."""
        self._unread.clear()
        self._to_skip = max(0, to_come)
