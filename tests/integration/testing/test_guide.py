"""docs/testing.md: its code is a small app with its tests, and they pass."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

GUIDE = (Path(__file__).parents[3] / "docs" / "testing.md").read_text()
FILES = re.findall(r"```python\n# (\S+)\n(.*?)```", GUIDE, re.DOTALL)


def test_every_block_of_code_is_a_file() -> None:
    assert len(FILES) == GUIDE.count("```python")


def test_the_tests_of_the_guide_pass(tmp_path: Path) -> None:
    for name, code in FILES:
        (tmp_path / name).write_text(code)
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function\nfilterwarnings = error\n"
    )

    finished = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:django", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 0, finished.stdout
    assert f"{GUIDE.count('def test_')} passed" in finished.stdout
