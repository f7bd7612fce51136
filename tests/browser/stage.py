"""The page as a person uses it: what is pressed, what is seen, what is heard."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from typing import cast

import cv2
import numpy as np
from playwright.sync_api import ConsoleMessage, Locator, Page, expect

from djinar import BgrImage

WAIT_SECONDS = 30
"""For what takes a fraction of a second where nothing else is going on."""

_NEXT_PICTURE = """async (video) => {
    await new Promise((resolve, reject) => {
        video.requestVideoFrameCallback(resolve);
        setTimeout(() => reject(new Error("The screen shows no new picture.")), 15_000);
    });
    const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
    canvas.getContext("2d").drawImage(video, 0, 0);
    const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""

_LISTEN = """(video) => {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(video.srcObject).connect(analyser);
    window.level = () => {
        const samples = new Float32Array(analyser.fftSize);
        analyser.getFloatTimeDomainData(samples);
        return Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length);
    };
}"""

_IS_SILENT = """(seconds) => {
    if (window.level() > 0.001 || window.heardAtMs === undefined) {
        window.heardAtMs = performance.now();
    }
    return performance.now() - window.heardAtMs > seconds * 1000;
}"""


class Stage:
    def __init__(self, page: Page, base_url: str) -> None:
        self.page = page
        self.base_url = base_url
        self.complaints: list[str] = []
        """What the browser found wrong: errors, warnings, breaches of the Content-Security-Policy."""
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str = "/") -> Stage:
        self.page.goto(self.base_url + path)
        expect(self.status).to_have_text("Ready")
        return self

    def start(self) -> Stage:
        self.button("Start").click()
        expect(self.status).to_have_text("Live", timeout=WAIT_SECONDS * 1000)
        return self

    def stop(self) -> Stage:
        self.button("Stop").click()
        expect(self.status).to_have_text("Ready")
        return self

    def choose(self, effect: str) -> None:
        """As a person does, and wait until the server has confirmed it."""
        radio = self.page.get_by_role("radio", name=effect, exact=True)
        radio.check()
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0)
        expect(radio).to_be_checked()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def part(self, name: str) -> Locator:
        return self.page.locator(f"[data-part={name}]")

    @property
    def status(self) -> Locator:
        return self.page.get_by_role("status")

    @property
    def alert(self) -> Locator:
        return self.page.get_by_role("alert")

    def figure(self, name: str) -> Locator:
        return self.page.locator(f"dl [data-figure={name}]")

    def picture(self, part: str) -> BgrImage:
        """The next one that the screen ``before`` or ``after`` shows."""
        png = base64.b64decode(self.part(part).evaluate(_NEXT_PICTURE))
        return cast(BgrImage, cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR))

    def wait_for_picture(self, is_wanted: Callable[[BgrImage], bool]) -> BgrImage:
        """The first returned picture like that.

        Raises AssertionError when none comes in time.
        """
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            picture = self.picture("after")
            if is_wanted(picture):
                return picture
        raise AssertionError(f"no such picture came back within {WAIT_SECONDS} s")

    def listen(self) -> None:
        """Begin to measure the returned sound."""
        self.part("after").evaluate(_LISTEN)

    def wait_for_sound(self) -> None:
        self.page.wait_for_function("() => window.level() > 0.01", timeout=WAIT_SECONDS * 1000)

    def wait_for_silence(self, *, seconds: float) -> None:
        """Of that length: a sound on its way when the microphone was muted is still heard."""
        self.page.wait_for_function(_IS_SILENT, arg=seconds, timeout=WAIT_SECONDS * 1000)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)
