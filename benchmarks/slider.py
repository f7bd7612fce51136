"""How long a slider's change takes to be seen: ``python -m benchmarks.slider``.

The page in Chromium, the site of the benchmarks under uvicorn, and a transform that fills the picture with the shade of
its slider.
"""

import os
import statistics
from dataclasses import dataclass

from playwright.sync_api import Page, expect, sync_playwright

from benchmarks.contenders import DJINAR, serving
from benchmarks.table import Table
from tests.browser.browsers import launch_chromium

_CHANGES = 20
_WANTED_MS = 200
_CAMERA = "--use-fake-device-for-media-stream=device-count=1,fps=30"
_START_MS = 30_000

_MEASURE = """async ([slider, changes]) => {
    const video = document.querySelector("[data-part=after]");
    const { connection } = document.querySelector("djinar-stream");
    const pixel = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });

    const seen = (level) => new Promise((resolve) => {
        const look = () => {
            pixel.drawImage(video, video.videoWidth / 2, video.videoHeight / 2, 1, 1, 0, 0, 1, 1);
            const [shade] = pixel.getImageData(0, 0, 1, 1).data;
            if (Math.abs(shade - level) < 20) {
                resolve(performance.now());
            } else {
                video.requestVideoFrameCallback(look);
            }
        };
        video.requestVideoFrameCallback(look);
    });
    const confirmed = () => new Promise((resolve) => {
        connection.addEventListener("options", () => resolve(performance.now()), { once: true });
    });

    await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    const times = [];
    for (let number = 0; number < changes; number += 1) {
        // Picture and change drift past each other, so that no change profits from when it comes.
        await new Promise((resolve) => setTimeout(resolve, 500 + (number * 33) / changes));
        const level = number % 2 ? 40 : 200;
        slider.value = level;
        const beganMs = performance.now();
        const both = Promise.all([confirmed(), seen(level)]);
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        times.push((await both).map((endedMs) => endedMs - beganMs));
    }
    return times;
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Of the slider, in milliseconds from its ``input`` event."""

    confirmed_ms: float
    """Until the server's answer on the data channel."""
    seen_ms: float
    """Until a picture of the new shade is presented."""


def measured(page: Page) -> list[Change]:
    """On a page that shows the stream and is not started yet."""
    page.get_by_role("button", name="Start").click()
    expect(page.locator("[data-part=status]")).to_have_text("Live", timeout=_START_MS)
    slider = page.get_by_role("slider", name="Level").element_handle()
    times = page.evaluate(_MEASURE, [slider, _CHANGES])
    return [Change(confirmed_ms=confirmed_ms, seen_ms=seen_ms) for confirmed_ms, seen_ms in times]


def table(changes: list[Change]) -> Table:
    return Table(
        title=f"From a slider's input, {len(changes)} changes",
        headings=["until", "median ms", "most ms"],
        rows=[
            ["the server confirms it", *_figures([change.confirmed_ms for change in changes])],
            ["the picture shows it", *_figures([change.seen_ms for change in changes])],
        ],
    )


def _figures(times_ms: list[float]) -> list[str]:
    return [f"{statistics.median(times_ms):.0f}", f"{max(times_ms):.0f}"]


def main() -> None:
    load_average = os.getloadavg()[0]
    with serving(DJINAR) as server, sync_playwright() as playwright:
        browser = launch_chromium(playwright, _CAMERA)
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.port}/slider/")
        changes = measured(page)
        browser.close()
    print(f"Chromium, 640x480; wanted is a median of {_WANTED_MS} ms; load average before: {load_average:.1f}\n")
    print(table(changes).text())


if __name__ == "__main__":
    main()
