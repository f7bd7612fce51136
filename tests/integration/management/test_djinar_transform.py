"""The command as it is typed, in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.peers.pictures import resembles, shot
from tests.integration.server import DEMO_FOLDER
from tests.unit.management import own_transforms
from tests.unit.media.files.clips import read_pictures, write_clip

OWN = own_transforms.__name__
ROOT_FOLDER = DEMO_FOLDER.parent


def command(*arguments: str | Path, settings: str = "config.settings.local") -> subprocess.Popen[str]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings, "PYTHONPATH": str(ROOT_FOLDER)}
    return subprocess.Popen(
        [sys.executable, "manage.py", "djinar_transform", *map(str, arguments)],
        cwd=DEMO_FOLDER,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ran(*arguments: str | Path, settings: str = "config.settings.local") -> tuple[int, str, str]:
    """Its exit status, and what it printed."""
    with command(*arguments, settings=settings) as process:
        stdout, stderr = process.communicate(timeout=60)
    return process.returncode, stdout, stderr


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_clip(tmp_path / "clip.mp4")


def test_a_video_is_transformed(clip: Path, tmp_path: Path) -> None:
    status, stdout, stderr = ran("mirror", clip, tmp_path / "out.mp4")

    assert (status, stdout) == (0, "")
    assert stderr.startswith(f"{tmp_path / 'out.mp4'}: 15 frames in ")
    assert stderr.count("\n") == 1
    assert resembles(read_pictures(tmp_path / "out.mp4")[0], shot(0)[:, ::-1])


def test_a_wrong_option_ends_with_2_and_one_line(clip: Path, tmp_path: Path) -> None:
    assert ran("edges", clip, tmp_path / "out.mp4", "--option", "low=999") == (
        2,
        "",
        "CommandError: Option 'low' must be at most 255.\n",
    )


def test_a_transform_of_the_projects_streams_is_known_and_its_failure_ends_with_1(clip: Path, tmp_path: Path) -> None:
    assert ran("failing", clip, tmp_path / "out.mp4", settings="tests.site.settings") == (
        1,
        "",
        "CommandError: failing failed at frame 0: RuntimeError: This transform always fails.\n",
    )


def test_the_traceback_of_a_transform_can_be_seen(clip: Path, tmp_path: Path) -> None:
    status, _, stderr = ran("failing", clip, tmp_path / "out.mp4", "--traceback", settings="tests.site.settings")

    assert status == 1
    assert 'raise RuntimeError("This transform always fails.")' in stderr


def test_ctrl_c_ends_it_and_leaves_nothing_behind(clip: Path, tmp_path: Path) -> None:
    with command(f"{OWN}.own_slow", clip, tmp_path / "out.mp4", "--messages") as process:
        assert process.stdout
        told = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=60)

    assert told["message"] == {"number": 0}
    assert (process.returncode, stderr) == (130, "CommandError: Interrupted; nothing is written.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]
