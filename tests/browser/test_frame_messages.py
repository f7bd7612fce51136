"""What a transform tells of a picture arrives at the page when that picture is shown."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.stage import WAIT_SECONDS, Stage

_COMPARE = """(element) => {
    const video = element.querySelector("[data-part=after]");
    const canvas = new OffscreenCanvas(12, 1);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const numberShown = () => {
        context.drawImage(video, 0, 0, 12, 1);
        const bars = context.getImageData(0, 0, 12, 1).data.filter((_, index) => index % 4 === 0);
        let number = 0;
        for (let code = bars.reduce((sum, bar, bit) => sum + (bar > 120 ? 2 ** bit : 0), 0); code > 0; code >>= 1) {
            number ^= code;
        }
        return number;
    };
    window.apart = [];
    element.connection.addEventListener("frame", ({ detail }) => {
        window.apart.push(numberShown() - detail.message.count);
    });
}"""
# If it did not wait for its picture none would be. A browser that is late shows a later one now and then, but not when
# the machine is calm for a second: that is enough to see it.
_ARE_TOGETHER = "() => window.apart.slice(-20).filter((pictures) => pictures === 0).length >= 16"


def test_a_message_comes_with_its_picture(open_stage: Callable[..., Stage]) -> None:
    stage = open_stage("/telling/").start()

    stage.page.locator("djinar-stream").evaluate(_COMPARE)

    stage.page.wait_for_function(_ARE_TOGETHER, timeout=WAIT_SECONDS * 1000)
