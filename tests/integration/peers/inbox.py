"""What arrived at a peer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

_Item = TypeVar("_Item")

WAIT_SECONDS = 15.0
"""How long a test waits for anything before it gives up: the machine may be busy."""


class Inbox(Generic[_Item]):
    """Keeps everything that arrives, in order; an event tells of each."""

    def __init__(self) -> None:
        self.items: list[_Item] = []
        self._read = 0
        self._arrived = asyncio.Event()

    def put(self, item: _Item) -> None:
        self.items.append(item)
        self._arrived.set()

    async def next(self, wait_seconds: float = WAIT_SECONDS) -> _Item:
        """The next item that was not read yet.

        Raises:
            TimeoutError: none arrived in time.
        """
        async with asyncio.timeout(wait_seconds):
            while self._read >= len(self.items):
                self._arrived.clear()
                await self._arrived.wait()
        self._read += 1
        return self.items[self._read - 1]

    async def first(self, wanted: Callable[[_Item], bool], wait_seconds: float = WAIT_SECONDS) -> _Item:
        """The next item of which ``wanted`` is true; those before it are passed over."""
        async with asyncio.timeout(wait_seconds):
            while not wanted(item := await self.next()):
                pass
        return item

    def skip(self) -> None:
        """Pass over what has arrived by now."""
        self._read = len(self.items)
