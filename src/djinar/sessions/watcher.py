"""Those who are told what becomes of sessions."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from djinar.sessions.snapshot import Snapshot

logger = logging.getLogger(__name__)


class Watcher(Protocol):
    """Called on the media loop, where every session waits until it returns."""

    def session_changed(self, snapshot: Snapshot) -> None:
        """At the opening, the connection and the end of a session, and every two seconds in between."""

    def transform_failed(self, snapshot: Snapshot, transform: str, why: str) -> None:
        """As the peer is told: every two seconds at most."""

    def stop(self) -> None:
        """Every session and the media loop are over. Called on any thread; may block for a moment."""


class Watchers:
    """Tells all of them. One that raises harms neither the session nor the others, and is logged once."""

    def __init__(self, watchers: Iterable[Watcher] = ()) -> None:
        self._watchers = tuple(watchers)
        self._logged: set[Watcher] = set()

    def session_changed(self, snapshot: Snapshot) -> None:
        for watcher in self._watchers:
            self._call(watcher, watcher.session_changed, snapshot)

    def transform_failed(self, snapshot: Snapshot, transform: str, why: str) -> None:
        for watcher in self._watchers:
            self._call(watcher, watcher.transform_failed, snapshot, transform, why)

    def stop(self) -> None:
        for watcher in self._watchers:
            self._call(watcher, watcher.stop)

    def _call(self, watcher: Watcher, call: Callable[..., None], *arguments: Any) -> None:
        try:
            call(*arguments)
        except Exception:
            if watcher not in self._logged:
                self._logged.add(watcher)
                logger.exception("%s failed; it is called on, but not logged again.", type(watcher).__qualname__)
