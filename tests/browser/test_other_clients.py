"""Browsers and scripts other than Chromium with djinar's own page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.stage import WAIT_SECONDS, Stage
from tests.browser.test_pictures import is_white_on_black

OpenStage = Callable[..., Stage]

_KEEP_PEERS = """
window.peers = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...options) {
        super(...options);
        window.peers.push(this);
    }
};
"""
# Without a sound card Firefox's AudioContext stands still; what it decodes it counts all the same.
_SOUND_ENERGY = """async () => {
    const [sound] = [...(await window.peers[0].getStats()).values()].filter(
        ({ type, kind }) => type === "inbound-rtp" && kind === "audio",
    );
    return sound?.totalAudioEnergy > 0.01;
}"""


def test_a_script_in_the_way_of_aiortcs_example_is_served(stage: Stage) -> None:
    script = (Path(__file__).parent / "aiortc_style.js").read_text()

    pong = stage.page.evaluate(script, {"url": "/offer", "transform": "edges"})

    assert re.fullmatch(r"pong \d+", pong)
    stage.wait_for_picture(is_white_on_black)


def test_firefox_sees_hears_and_stops(open_stage: OpenStage, firefox: Browser) -> None:
    stage = open_stage(browser=firefox, script=_KEEP_PEERS).start()

    stage.page.wait_for_function(_SOUND_ENERGY, timeout=WAIT_SECONDS * 1000)
    expect(stage.figure("round-trip")).to_have_text(re.compile(r"^[\d.]+ ms$"), timeout=WAIT_SECONDS * 1000)
    expect(stage.figure("frame-age")).to_have_text(re.compile(r"^[\d.]+ ms$"), timeout=WAIT_SECONDS * 1000)
    stage.choose("Edges")
    stage.wait_for_picture(lambda picture: bool((picture < 60).mean() > 0.9))
    stage.choose("None")
    stage.wait_for_picture(lambda picture: bool((picture > 60).mean() > 0.3))
    stage.stop()
