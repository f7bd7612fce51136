"""A browser that may talk through a TURN server only."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Request

from tests.browser.conftest import browser_server
from tests.browser.stage import Stage
from tests.network.relay import Relay, relay_on_loopback

ONLY_RELAYED = """
window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration) {
        super({ ...configuration, iceTransportPolicy: "relay" });
    }
};
"""


@pytest.fixture
def relay() -> Iterator[Relay]:
    with relay_on_loopback() as running:
        yield running


def test_a_page_streams_through_a_relay_with_a_fresh_credential_for_each_start(
    open_stage: Callable[..., Stage], relay: Relay
) -> None:
    with browser_server(BROWSER_ICE_SERVERS=[relay.setting()]) as server:
        stage = open_stage(on=server, script=ONLY_RELAYED)
        asked: list[Request] = []
        stage.page.on("request", lambda request: asked.append(request))  # noqa: PLW0108  (no method can be marked)

        stage.start()
        picture = stage.picture("after")
        stage.stop().start()

        assert picture.shape == (480, 640, 3)
        methods = [request.method for request in asked if request.url.endswith("/offer")]
        assert methods == ["GET", "POST"] * 2
        expiries = [int(found) for found in re.findall(r"user <(\d+):[0-9a-f]{32}>", relay.log)]
        assert expiries
        assert all(0 < expiry - time.time() <= 600 for expiry in expiries)
