"""A peer whose certificate is not the one that its offer names."""

from __future__ import annotations

import asyncio
import re

import pytest

from tests.integration.peers.aiortc_peer import AiortcPeer
from tests.integration.stream.serving import stream_ended, stream_server


def with_another_fingerprint(sdp: str) -> str:
    """The hash of a certificate that nobody has."""
    return re.sub(
        r"^(a=fingerprint:\S+ )(\S+)",
        lambda found: found[1] + re.sub("[0-9A-F]{2}", "AB", found[2]),
        sdp,
        flags=re.MULTILINE,
    )


@pytest.mark.parametrize("setup", ["actpass", "active"], ids=["server-as-dtls-client", "server-as-dtls-server"])
async def test_whoever_answers_for_another_is_never_connected(setup: str) -> None:
    def edit(sdp: str) -> str:
        return with_another_fingerprint(sdp).replace("a=setup:actpass", f"a=setup:{setup}")

    with stream_server(HANDSHAKE_TIMEOUT_SECONDS=5) as server:
        async with AiortcPeer() as peer:
            connecting = asyncio.create_task(peer.connect(f"{server.base_url}/offer", "failing", edit=edit))
            await stream_ended(server, "peer-lost")
            connecting.cancel()
            await asyncio.gather(connecting, return_exceptions=True)

    assert peer.pictures.items == []
    assert "This transform always fails" not in server.output, "no picture reached a transform"


async def test_either_side_may_begin_the_handshake() -> None:
    def edit(sdp: str) -> str:
        return sdp.replace("a=setup:actpass", "a=setup:active")

    with stream_server() as server:
        async with AiortcPeer() as peer:
            await peer.connect(f"{server.base_url}/offer", edit=edit)
            await peer.pictures.next()
