from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.browsers import launch_chromium, launch_firefox, write_camera_film
from tests.browser.stage import Stage
from tests.integration.server import DemoServer

REPOSITORY = Path(__file__).parents[2]


@contextmanager
def browser_server(**settings: Any) -> Iterator[DemoServer]:
    """The demo and the pages of ``tests/browser/site``, with these djinar settings."""
    environment = {"PYTHONPATH": str(REPOSITORY), "TEST_DJINAR": json.dumps(settings)}
    with DemoServer(settings_module="tests.browser.site.settings", environment=environment) as server:
        yield server


@pytest.fixture(scope="package")
def server() -> Iterator[DemoServer]:
    with browser_server() as running:
        yield running


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def chromium(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium with a camera that shows the same picture for ever."""
    film = tmp_path_factory.mktemp("camera") / "still.mjpeg"
    write_camera_film(film)
    browser = launch_chromium(playwright, f"--use-file-for-fake-video-capture={film}")
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def firefox(playwright: Playwright) -> Iterator[Browser]:
    command = shutil.which("firefox-esr")
    if command is None:
        pytest.skip("There is no command 'firefox-esr' here. On Debian: apt-get install firefox-esr")
    browser = launch_firefox(playwright, command)
    yield browser
    browser.close()


@pytest.fixture
def open_stage(chromium: Browser, server: DemoServer) -> Iterator[Callable[..., Stage]]:
    """Makes stages: a path, another browser or server, and what Playwright's contexts take. The browser may complain of
    nothing but what the test puts up with in ``Stage.complaints``.
    """
    stages: list[Stage] = []

    def open_stage(
        path: str = "/", *, browser: Browser = chromium, on: DemoServer = server, script: str = "", **context: Any
    ) -> Stage:
        page = browser.new_context(**context).new_page()
        if script:
            page.add_init_script(script)
        stages.append(Stage(page, on.base_url))
        return stages[-1].open(path)

    yield open_stage
    for stage in stages:
        stage.page.context.close()
    assert [stage.complaints for stage in stages if stage.complaints] == []


@pytest.fixture
def stage(open_stage: Callable[..., Stage]) -> Stage:
    return open_stage()
