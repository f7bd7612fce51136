"""Makes the pictures of the demo and of its admin: ``python -m docs.make_screenshot`` from the top folder.

A real Chromium, the demo under uvicorn, and the photograph of the benchmarks as the camera.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import cv2
from playwright.sync_api import Browser, sync_playwright

from benchmarks.camera import PHOTOGRAPH
from tests.browser.browsers import launch_chromium
from tests.integration.server import DEMO_FOLDER, DemoServer

IMAGES = Path(__file__).parent / "images"
PASSWORD = "opensesame"  # noqa: S105 - of a database that is deleted at once
SECONDS_LIVE = 20
"""So that the graph has something to show."""


def film(path: Path) -> None:
    """Two seconds of the photograph, swaying a little, as the motion JPEG that Chromium takes for a camera."""
    photograph = cv2.imread(str(PHOTOGRAPH))
    with path.open("wb") as file:
        for number in range(60):
            shift = abs(30 - number) / 3
            moved = cv2.warpAffine(
                photograph, cv2.getRotationMatrix2D((320, 240), shift / 10, 1.05 + shift / 300), (640, 480)
            )
            file.write(cv2.imencode(".jpg", moved)[1].tobytes())


def database_with_operator(path: Path) -> dict[str, str]:
    """The environment of a server that uses it."""
    environment = {"DJANGO_DATABASE": str(path)}
    for command in ("migrate --verbosity=0", "createsuperuser --no-input --username=ada --email="):
        subprocess.run(  # noqa: S603 - our own
            [sys.executable, "manage.py", *command.split()],
            cwd=DEMO_FOLDER,
            env=os.environ | environment | {"DJANGO_SUPERUSER_PASSWORD": PASSWORD},
            check=True,
        )
    return environment


def show_admin(browser: Browser, base_url: str) -> None:
    """The page of the session that runs, with its picture."""
    page = browser.new_page(viewport={"width": 1280, "height": 740})
    page.goto(f"{base_url}/admin/djinar/streamsession/")
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name="Studio", exact=True).click()
    page.get_by_role("button", name="Look at the picture").click()
    page.get_by_role("img", name="What is sent now").wait_for()
    page.screenshot(path=IMAGES / "admin.jpg", type="jpeg", quality=85)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        camera = Path(folder) / "camera.mjpeg"
        film(camera)
        with DemoServer(environment=database_with_operator(Path(folder) / "demo.sqlite3")) as server:
            browser = launch_chromium(playwright, f"--use-file-for-fake-video-capture={camera}")
            page = browser.new_page(viewport={"width": 1280, "height": 985})
            page.goto(server.base_url)
            page.get_by_role("button", name="Start").first.click()
            page.wait_for_timeout(SECONDS_LIVE * 1000)
            page.screenshot(path=IMAGES / "demo.jpg", type="jpeg", quality=85)
            show_admin(browser, server.base_url)
            browser.close()


if __name__ == "__main__":
    main()
