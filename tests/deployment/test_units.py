"""The units of systemd, which are not run here but for their commands: see test_nginx.py."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from djinar.conf import Settings
from tests.deployment import files

SERVICES = ["djinar.service", "djinar-prune.service"]
UNITS = [*SERVICES, "djinar-prune.timer"]

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze (on Debian: apt-get install systemd)"
)


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """All of them, with programs that are there."""
    for name in UNITS:
        places = {"/srv/djinar/.venv/bin": Path(sys.executable).parent} if name in SERVICES else {}
        (tmp_path / name).write_text(files.text(name, places), "utf-8")
    return tmp_path


@needs_systemd
@pytest.mark.parametrize("name", UNITS)
def test_systemd_finds_nothing_wrong(units: Path, name: str) -> None:
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", units / name], capture_output=True, text=True, check=False
    )

    assert (verified.returncode, verified.stderr) == (0, "")


@needs_systemd
@pytest.mark.parametrize(("name", "most"), [("djinar.service", 20), ("djinar-prune.service", 40)])
def test_systemd_sees_little_that_an_intruder_could_do(units: Path, name: str, most: int) -> None:
    """Of its 100 points."""
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--threshold={most}", units / name],
        capture_output=True,
        text=True,
        check=False,
    )

    assert judged.returncode == 0, judged.stdout + judged.stderr


def test_streams_have_time_to_end_before_the_service_is_killed() -> None:
    [seconds] = files.options(files.text("djinar.service", {}))["TimeoutStopSec"]

    assert int(seconds) > 2 * Settings().drain_seconds
