"""An operator in the admin of one process, while somebody streams at another."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.conftest import REPOSITORY
from tests.browser.stage import WAIT_SECONDS, Stage
from tests.integration.server import DemoServer

LIST = "/admin/djinar/streamsession/"
PATIENCE_MS = WAIT_SECONDS * 1000
SHADE = 40
"""Of every picture that ``adjustable/`` sends back, whatever the camera shows."""


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[tuple[DemoServer, DemoServer]]:
    """Two, with one database, and an operator in it."""
    environment = {
        "PYTHONPATH": f"{REPOSITORY}{os.pathsep}{REPOSITORY / 'demo'}",
        "DJANGO_SETTINGS_MODULE": "tests.browser.site.settings",
        "DJANGO_DATABASE": str(tmp_path / "demo.sqlite3"),
        "DJANGO_SUPERUSER_PASSWORD": "opensesame",
        "TEST_DJINAR": '{"RECORD_SESSIONS": true}',
    }
    for command in ("migrate --verbosity=0", "createsuperuser --no-input --username=ada --email="):
        subprocess.run(
            [sys.executable, "-m", "django", *command.split()],
            env=os.environ | environment,
            check=True,
            capture_output=True,
        )
    with ExitStack() as running:
        one, other = (
            running.enter_context(DemoServer(settings_module="tests.browser.site.settings", environment=environment))
            for _ in range(2)
        )
        yield one, other


@pytest.fixture
def desk(chromium: Browser, servers: tuple[DemoServer, DemoServer]) -> Iterator[Stage]:
    """The list of sessions as the operator sees it, at the server that streams nothing."""
    page = chromium.new_context().new_page()
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    desk = Stage(page, servers[1].base_url)
    page.goto(desk.base_url + LIST)
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill("opensesame")
    desk.button("Log in").click()
    expect(page.get_by_role("heading", name="Select stream session")).to_be_visible()
    yield desk
    page.context.close()
    assert desk.complaints == []


def cell(desk: Stage, name: str) -> Locator:
    return desk.page.locator(f'[data-cell="{name}"]')


def expect_figures_to_move(desk: Stage) -> None:
    desk.page.evaluate("window.isTheSamePage = true")
    frames = cell(desk, "frames").inner_text()
    expect(cell(desk, "frames")).not_to_have_text(frames, timeout=PATIENCE_MS)
    assert desk.page.evaluate("window.isTheSamePage")


def set_hidden(desk: Stage, *, hidden: bool) -> None:
    """As when another tab is in front."""
    desk.page.evaluate(
        """(hidden) => {
            Object.defineProperty(document, "hidden", { get: () => hidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def test_an_operator_watches_a_session_and_ends_it(
    open_stage: Callable[..., Stage], servers: tuple[DemoServer, DemoServer], desk: Stage
) -> None:
    visitor = open_stage("/adjustable/", on=servers[0]).start()

    desk.page.goto(desk.base_url + LIST)
    expect(cell(desk, "state")).to_have_text("Live", timeout=PATIENCE_MS)
    expect_figures_to_move(desk)

    desk.page.get_by_role("link", name="Adjustable", exact=True).click()
    expect(cell(desk, "video_transforms")).to_have_text(f"shade (level {SHADE})")
    expect_figures_to_move(desk)

    desk.button("Look at the picture").click()
    picture = desk.page.get_by_role("img", name="What is sent now")
    expect(picture).to_have_js_property("naturalWidth", 320, timeout=PATIENCE_MS)
    shown = cv2.imdecode(np.frombuffer(picture.screenshot(), np.uint8), cv2.IMREAD_COLOR)
    assert shown is not None
    assert np.abs(shown[50:-50, 50:-50].astype(int) - SHADE).max() < 8

    desk.button("End the session").click()
    expect(desk.page.get_by_text("1 session ends within a few seconds.")).to_be_visible()
    expect(visitor.alert).to_contain_text("Somebody who looks after this site ended it", timeout=PATIENCE_MS)
    expect(visitor.status).to_have_text("Ready")
    expect(cell(desk, "state")).to_have_text("Ended: ended-by-operator", timeout=PATIENCE_MS)
    expect(desk.button("End the session")).to_have_count(0)

    desk.page.get_by_role("link", name="History").click()
    for words in ("Looked at the picture.", "Asked to end the session."):
        expect(desk.page.get_by_text(words)).to_have_count(1)


def test_the_list_asks_while_it_can_be_seen_and_a_session_runs(
    open_stage: Callable[..., Stage], servers: tuple[DemoServer, DemoServer], desk: Stage
) -> None:
    visitor = open_stage("/adjustable/", on=servers[0]).start()
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))
    desk.page.clock.install()
    desk.page.goto(desk.base_url + LIST)
    expect_figures_to_move(desk)

    set_hidden(desk, hidden=True)
    asked.clear()
    desk.page.clock.run_for(60_000)
    assert asked == []
    set_hidden(desk, hidden=False)
    expect_figures_to_move(desk)

    visitor.stop()
    expect(cell(desk, "state")).to_have_text("Ended: peer-closed", timeout=PATIENCE_MS)
    asked.clear()
    desk.page.clock.run_for(60_000)

    assert asked == []
