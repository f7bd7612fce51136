"""The command as an operator runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[3]


def doctor(*arguments: str, **settings: object) -> tuple[int, str]:
    environment = os.environ | {
        "PYTHONPATH": str(REPOSITORY),
        "DJANGO_SETTINGS_MODULE": "tests.site.settings",
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
