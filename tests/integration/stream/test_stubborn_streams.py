"""A stream that does not do as it is told costs nobody else anything."""

from __future__ import annotations

import asyncio
import threading

from djinar import Stream
from djinar.backends.inline import InlineBackend
from djinar.backends.request import SessionRequest
from djinar.media.network import Network
from djinar.sdp import Offer
from djinar.sessions.limits import Limits
from djinar.sessions.reasons import EndReason
from tests.integration.peers.inbox import WAIT_SECONDS
from tests.integration.peers.light_peer import LightPeer

may_stop = threading.Event()
was_told = threading.Event()


class Stubborn(Stream):
    async def started(self) -> None:
        while not may_stop.is_set():
            try:
                await asyncio.sleep(0.05)
            except asyncio.CancelledError:
                continue

    async def ended(self, reason: EndReason) -> None:
        was_told.set()


async def test_a_stream_that_will_not_be_cancelled_does_not_keep_its_place() -> None:
    backend = InlineBackend(Network(allow_loopback=True), Limits(max_sessions=1))
    async with LightPeer(None) as peer, LightPeer(None) as next_peer:
        request = SessionRequest(stream=Stubborn, offer=Offer.parse(await peer.offer()))
        await peer.accept((await backend.open(request)).answer.sdp)

        await peer.close()
        told = await asyncio.to_thread(was_told.wait, WAIT_SECONDS)
        may_stop.set()
        request = SessionRequest(stream=Stream, offer=Offer.parse(await next_peer.offer()))
        await next_peer.accept((await backend.open(request)).answer.sdp)

    await asyncio.to_thread(backend.stop)
    assert told
