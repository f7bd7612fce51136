"""Makes the picture of the demo in the README: ``python -m docs.make_screenshot`` from the top folder.

A real Chromium, the demo under uvicorn, and the photograph of the benchmarks as the camera.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import cv2
from playwright.sync_api import sync_playwright

from benchmarks.camera import PHOTOGRAPH
from tests.browser.browsers import launch_chromium
from tests.integration.server import DemoServer

SCREENSHOT = Path(__file__).parent / "images" / "demo.jpg"
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


def main() -> None:
    with DemoServer() as server, tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        camera = Path(folder) / "camera.mjpeg"
        film(camera)
        browser = launch_chromium(playwright, f"--use-file-for-fake-video-capture={camera}")
        page = browser.new_page(viewport={"width": 1280, "height": 985})
        page.goto(server.base_url)
        page.get_by_role("button", name="Start").first.click()
        page.wait_for_timeout(SECONDS_LIVE * 1000)
        page.screenshot(path=SCREENSHOT, type="jpeg", quality=85)
        browser.close()


if __name__ == "__main__":
    main()
