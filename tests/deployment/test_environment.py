"""The environment that the guide gives the service."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.deployment import files
from tests.deployment.site import site_environment
from tests.postgresql import PostgreSQL


def test_the_deployment_check_finds_nothing(tmp_path: Path, postgresql: PostgreSQL) -> None:
    environment = site_environment(tmp_path, postgresql.created("checked"))

    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level=WARNING", "--database=default"],
        cwd=files.ROOT / "demo",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (checked.returncode, checked.stderr) == (0, "")
    assert "no issues (0 silenced)" in checked.stdout
