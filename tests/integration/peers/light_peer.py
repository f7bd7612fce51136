"""The peer of ``djinar.testing``, to a stream that is not in the test's own hands: behind HTTP, or in a backend."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self

import webrtc

from djinar.sessions.reasons import EndReason
from djinar.testing import Camera, ReturnedPicture
from djinar.testing.arrivals import Arrivals
from djinar.testing.causes import Causes
from djinar.testing.connection import Connection
from djinar.testing.inbox import anything, nothing
from tests.integration.peers.inbox import WAIT_SECONDS
from tests.integration.peers.offers import post_offer

webrtc.allow_loopback()

_CAMERA = Camera()


class LightPeer:
    """A context manager: closed when the block is left, and possibly before."""

    def __init__(self, camera: Camera | None = _CAMERA) -> None:
        self._arrivals = Arrivals(Causes())
        self._connection = Connection(self._arrivals, camera, None)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def offer(self) -> str:
        """Its text, without candidates."""
        return await self._connection.offer()

    async def accept(self, answer: str) -> None:
        """Returns when connected."""
        async with asyncio.timeout(WAIT_SECONDS):
            await self._connection.accept(answer)

    async def connect(self, url: str, transform: str = "") -> None:
        """Raises:
        Refused: the server did not answer the offer.
        """
        reply = await post_offer(url, await self.offer(), transform)
        await self.accept(reply.document["sdp"])

    @property
    def pictures_received(self) -> int:
        return self._arrivals.pictures.arrived

    async def picture(self) -> ReturnedPicture:
        async with asyncio.timeout(WAIT_SECONDS):
            return await self._arrivals.next(self._arrivals.pictures, anything, nothing)

    async def ended(self) -> EndReason:
        """Why, as the peer is told."""
        async with asyncio.timeout(WAIT_SECONDS):
            return (await self._arrivals.end()).reason

    async def flood(self, messages_per_second: float) -> None:
        """Ping so often, until the server closes the channel."""
        with suppress(webrtc.InvalidStateError):
            while True:
                self._connection.send("ping")
                await asyncio.sleep(1 / messages_per_second)

    async def close(self) -> None:
        await self._connection.close()
