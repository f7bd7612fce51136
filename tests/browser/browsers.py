"""The browsers of the machine, with a synthetic camera and microphone."""

from __future__ import annotations

import shutil
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Browser, Playwright

CHROMIUM_FLAGS = [
    "--no-sandbox",  # tests may run as root, in a container
    "--disable-gpu",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",  # so that a machine without a network will do
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
FIREFOX_PREFERENCES = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.peerconnection.ice.loopback": True,
    "media.autoplay.default": 0,
}


def launch_chromium(playwright: Playwright, *flags: str, devices: int = 1) -> Browser:
    command = shutil.which("chromium")
    if command is None:
        raise RuntimeError(
            "The browser tests need Chromium as the command 'chromium'. On Debian: apt-get install chromium"
        )
    fake = [f"--use-fake-device-for-media-stream=device-count={devices}"] if devices else []
    return playwright.chromium.launch(executable_path=command, args=[*CHROMIUM_FLAGS, *fake, *flags])


def launch_firefox(playwright: Playwright, command: str) -> Browser:
    # This channel drives Debian's Firefox as it is; Playwright's default protocol needs a Firefox of its own.
    return playwright.firefox.launch(
        channel="moz-firefox", executable_path=command, firefox_user_prefs=dict(FIREFOX_PREFERENCES)
    )


def write_camera_film(path: Path) -> None:
    """A still picture that has what transforms work on: soft shades, hard edges, many colours, a little noise."""
    rows, columns = np.mgrid[0:480, 0:640]
    picture = np.dstack([columns / 640 * 200 + 30, rows / 480 * 200 + 30, 230 - (rows + columns) / 1120 * 180])
    picture = np.ascontiguousarray(picture, np.uint8)
    cv2.circle(picture, (210, 220), 110, (60, 90, 220), -1)
    cv2.rectangle(picture, (380, 120), (560, 360), (220, 200, 40), -1)
    cv2.putText(picture, "before", (90, 430), cv2.FONT_HERSHEY_SIMPLEX, 3, (20, 20, 20), 8)
    noisy = np.clip(picture + np.random.default_rng(7).normal(0, 6, picture.shape), 0, 255).astype(np.uint8)
    encoded = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, 90])[1]
    path.write_bytes(encoded.tobytes() * 2)
