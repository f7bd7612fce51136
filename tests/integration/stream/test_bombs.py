"""Small frames that would be huge pictures, sent to a server in a process of its own."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from djinar.testing import Camera
from tests.integration.peers.rewriting_peer import CODECS, RewritingPeer, as_16000_pixels_square
from tests.integration.server import DemoServer
from tests.integration.stream.serving import stream_ended, stream_server

GREY = np.full((240, 320, 3), 128, np.uint8)


def peak_mb(server: DemoServer) -> float:
    status = Path(f"/proc/{server.pid}/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024


async def test_a_small_frame_that_would_be_a_huge_picture_is_never_decoded() -> None:
    with stream_server(MAX_SESSIONS=1) as server:
        async with RewritingPeer(camera=Camera(pictures=GREY)) as honest:
            await honest.connect(f"{server.base_url}/offer")
            await honest.picture()
        await stream_ended(server, "peer-closed")
        before_mb = peak_mb(server)
        async with RewritingPeer(as_16000_pixels_square, camera=Camera(pictures=GREY)) as peer:
            await peer.connect(f"{server.base_url}/offer")

            await stream_ended(server, "picture-too-large")

        assert "16000x16000" in server.output
        assert peak_mb(server) - before_mb < 20


@pytest.mark.parametrize("codec", CODECS)
async def test_pictures_of_every_codec_pass_up_to_the_limit_and_no_further(codec: str) -> None:
    with stream_server(MAX_PICTURE_PX=320 * 240) as server:
        async with RewritingPeer(codec=codec, camera=Camera(pictures=GREY)) as peer:
            await peer.connect(f"{server.base_url}/offer")
            picture = await peer.picture()
        larger = np.full((240, 322, 3), 128, np.uint8)
        async with RewritingPeer(codec=codec, camera=Camera(pictures=larger)) as peer:
            await peer.connect(f"{server.base_url}/offer")
            await stream_ended(server, "picture-too-large")

        assert (picture.width_px, picture.height_px) == (320, 240)
        assert "322x240" in server.output
