"""Which database the site uses."""

from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

_PATIENCE: Final = {"connect_timeout": "5", "tcp_user_timeout": "10000", "options": "-c lock_timeout=5s"}
"""By itself PostgreSQL waits for ever: one out of reach, or a lock, would hold a thread, and a site that is to stop."""


def database_at(place: str) -> dict[str, Any]:
    """An entry of ``DATABASES``: ``place`` is a file of SQLite, or ``postgresql://user:password@host:port/name``.

    What such an address leaves out is PostgreSQL's own default, as in ``postgresql:///name``: the machine's own server,
    through its socket. What follows a ``?`` are parameters of the connection, such as ``sslmode=verify-full``.
    """
    if not place.startswith("postgresql:"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": place,
            # A file: connections to a database in memory cannot be closed, so no test could tell one left open.
            "TEST": {"NAME": Path(place).with_name("test.sqlite3")},
            "OPTIONS": {
                # A transaction that writes waits for its turn at its start, instead of failing in its middle.
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    address = urlsplit(place)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path.removeprefix("/")),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": address.hostname or "",
        "PORT": address.port or "",
        "OPTIONS": dict(_PATIENCE) | dict(parse_qsl(address.query)),
    }
