"""The command as an operator runs it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

from tests.network.relay import relay_on_loopback

REPOSITORY = Path(__file__).parents[3]
SHARES_SECRET = "See that it shares this secret (coturn's static-auth-secret), and that both clocks are right."  # noqa: S105


def doctor(*arguments: str, database: str = ":memory:", **settings: object) -> tuple[int, str]:
    environment = os.environ | {
        "PYTHONPATH": str(REPOSITORY),
        "DJANGO_SETTINGS_MODULE": "tests.site.settings",
        "DJANGO_DATABASE": database,
        "TEST_DJINAR": json.dumps(settings),
    }
    command = [sys.executable, "-m", "django", "djinar_doctor", "--asgi=config.asgi:application", *arguments]
    finished = subprocess.run(
        command, cwd=REPOSITORY / "demo", env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    return finished.returncode, finished.stdout + finished.stderr


def test_a_real_stream_is_connected_to_itself() -> None:
    _, printed = doctor()

    assert "pictures a second of 320x240 came back" in printed
    assert "are announced" in printed
    assert "ok    server: config.asgi.application" in printed


def test_a_machine_that_cannot_be_reached_is_wrong() -> None:
    status, printed = doctor(PORT_RANGE=[65535, 65535], MAX_SESSIONS=4)

    assert status == 1
    assert "wrong ports: 1 of UDP 65535 to 65535 are free, MAX_SESSIONS is 4." in printed


def test_without_a_stream_it_is_quick_and_still_looks() -> None:
    _, printed = doctor("--no-stream")

    assert "clock:" in printed
    assert "stream:" not in printed


def test_a_site_without_its_tables_is_told_to_make_them() -> None:
    status, printed = doctor("--no-stream")

    assert status == 1
    assert "wrong database: contenttypes.0001_initial" in printed
    assert "Run manage.py migrate." in printed


def test_a_database_out_of_reach_is_wrong(tmp_path: Path) -> None:
    status, printed = doctor("--no-stream", database=str(tmp_path / "missing" / "site.sqlite3"))

    assert status == 1
    assert "wrong database: 'default' is out of reach (unable to open database file)" in printed


def test_a_turn_server_is_asked_for_a_relay_with_the_credentials_of_the_site() -> None:
    with relay_on_loopback() as relay:
        tcp = f"{relay.url}?transport=tcp"
        fixed = {"urls": tcp, "username": "everybody", "credential": "guessed"}

        _, printed = doctor(
            "--no-stream",
            SERVER_ICE_SERVERS=[relay.setting(urls=[relay.url, tcp])],
            BROWSER_ICE_SERVERS=[relay.setting(secret="of another server"), fixed],  # noqa: S106
        )

    assert [line.partition("ice server: ")[2] for line in printed.splitlines() if "ice server: " in line] == [
        f"{relay.url} relays, at 127.0.0.1.",
        f"{tcp} relays, at 127.0.0.1.",
        f"{relay.url} does not relay: Unauthorized. {SHARES_SECRET}",
        f"{tcp} does not relay: Unauthorized. See that it knows this username with this credential.",
    ]


def test_a_turn_server_that_is_away_is_wrong() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        gone = f"turn:127.0.0.1:{listening.getsockname()[1]}?transport=tcp"

    status, printed = doctor("--no-stream", ICE_SERVERS=[{"urls": gone, "secret": "tests only"}])

    assert status == 1
    assert f"wrong ice server: {gone} does not relay: Failed to establish connection." in printed
