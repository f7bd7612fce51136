"""The demo's database, as its environment names it."""

from __future__ import annotations

from config.database import database_at


def test_a_path_is_a_file_of_sqlite() -> None:
    database = database_at("/srv/djinar/db.sqlite3")

    assert (database["ENGINE"], database["NAME"]) == ("django.db.backends.sqlite3", "/srv/djinar/db.sqlite3")


def test_an_address_names_a_database_of_postgresql() -> None:
    database = database_at("postgresql://ada:a%40b%2F%3F@db.example.org:5433/streams?sslmode=verify-full")

    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example.org", 5433, "streams")
    assert (database["USER"], database["PASSWORD"]) == ("ada", "a@b/?")
    assert database["OPTIONS"]["sslmode"] == "verify-full"


def test_what_an_address_leaves_out_is_left_to_postgresql() -> None:
    database = database_at("postgresql:///djinar")

    assert database["NAME"] == "djinar"
    assert [database[name] for name in ("USER", "PASSWORD", "HOST", "PORT")] == [""] * 4


def test_no_query_waits_for_ever_unless_the_address_says_so() -> None:
    assert database_at("postgresql:///djinar")["OPTIONS"]["options"] == "-c lock_timeout=5s"
    assert (
        database_at("postgresql:///djinar?options=-c%20lock_timeout%3D0")["OPTIONS"]["options"] == "-c lock_timeout=0"
    )
