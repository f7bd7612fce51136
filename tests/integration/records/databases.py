"""The databases that rows are written to, looked at from beside the server."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import psycopg

_WAIT_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    place: str
    """As in ``DJANGO_DATABASE``."""
    connect: Callable[[], Any]
    lock: str
    """Begins a transaction that lets others read, and nobody write."""

    def rows(self, columns: str) -> list[Any]:
        with closing(self.connect()) as connection:
            found: list[Any] = connection.execute(f"SELECT {columns} FROM djinar_streamsession").fetchall()  # noqa: S608 - our own
            return found

    def change(self, assignment: str) -> None:
        with closing(self.connect()) as connection:
            connection.execute(f"UPDATE djinar_streamsession SET {assignment}")  # noqa: S608 - our own

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Whoever wants to write waits for as long as it may, and fails."""
        with closing(self.connect()) as connection:
            connection.execute(self.lock)
            try:
                yield
            finally:
                connection.execute("ROLLBACK")


def in_sqlite(place: str) -> Database:
    return Database(
        place=place,
        connect=partial(sqlite3.connect, place, timeout=20, isolation_level=None),
        lock="BEGIN EXCLUSIVE",
    )


def in_postgresql(place: str) -> Database:
    return Database(
        place=place,
        connect=partial(psycopg.connect, place, autocommit=True),
        lock="BEGIN; LOCK TABLE djinar_streamsession IN EXCLUSIVE MODE",
    )


async def until(database: Database, columns: str, wanted: list[Any]) -> None:
    """Wait for the rows; nobody tells when another process has written."""
    async with asyncio.timeout(_WAIT_SECONDS):
        while (found := await asyncio.to_thread(database.rows, columns)) != wanted:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    assert found == wanted
