"""The test client works with whatever runs a developer's async tests."""

from __future__ import annotations

import subprocess
import sys
import unittest
from pathlib import Path

from django.test import SimpleTestCase

from djinar.testing import Scene, resembles, stream_client
from tests.integration.testing.streams import Salon

TEST_WITH_FIXTURE = """
import pytest
from djinar import Stream
from djinar.testing import Scene, resembles

@pytest.mark.asyncio
async def test_none(connect_stream):
    peer = await connect_stream(Stream)

    assert resembles(await peer.frame(), Scene().still())
"""


class UnittestTests(unittest.IsolatedAsyncioTestCase):
    async def test_the_camera_comes_back(self) -> None:
        async with stream_client(Salon) as peer:
            picture = await peer.frame()

        assert resembles(picture, Scene().still())

    async def test_and_does_so_on_another_loop(self) -> None:
        async with stream_client(Salon) as peer:
            picture = await peer.frame()

        assert resembles(picture, Scene().still())


class UnittestSetUpTests(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.peer = await self.enterAsyncContext(stream_client(Salon))

    async def test_the_camera_comes_back(self) -> None:
        assert resembles(await self.peer.frame(), Scene().still())


class DjangoTests(SimpleTestCase):
    async def test_the_camera_comes_back(self) -> None:
        async with stream_client(Salon) as peer:
            picture = await peer.frame()

        assert resembles(picture, Scene().still())


def test_the_fixture_works_where_async_tests_are_marked(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["djinar.testing.fixtures"]')
    (tmp_path / "pytest.ini").write_text("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    (tmp_path / "test_stream.py").write_text(TEST_WITH_FIXTURE)

    finished = subprocess.run(
        [sys.executable, "-W", "error", "-m", "pytest", "-p", "no:django", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 0, finished.stdout
    assert "1 passed" in finished.stdout


def test_django_and_its_settings_are_not_needed() -> None:
    finished = subprocess.run(
        [sys.executable, "-c", "import sys, djinar.testing; print('django' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert finished.stdout == "False\n"


def test_pytest_is_not_needed_and_nothing_of_ours_is_loaded_when_it_starts() -> None:
    imported = "import sys, djinar.testing; print('pytest' in sys.modules)"
    started = "import sys, pytest; pytest.main(['--version']); print('djinar' in sys.modules)"

    answers = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd="/").stdout
        for code in (imported, started)
    ]

    assert [answer.split()[-1] for answer in answers] == ["False", "False"]
