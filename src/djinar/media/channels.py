"""The data channels that a peer has open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

import webrtc

from djinar.media.channel import Channel

MAX_LABEL_BYTES = 64


class Channels:
    def __init__(self, at_most: int, message_arrived: Callable[[Channel, str | bytes], None]) -> None:
        self._at_most = at_most
        self._message_arrived = message_arrived
        self._first_arrived = asyncio.Event()
        self.may_come = False
        """The offer has a section for some."""
        self.open: list[Channel] = []
        """In the order in which the peer opened them."""

    def opened(self, event: webrtc.RTCDataChannelEvent) -> None:
        """One more, which is closed where there are too many or its label is too long."""
        if len(self.open) >= self._at_most or len(event.channel.label.encode()) > MAX_LABEL_BYTES:
            event.channel.close()
            return
        channel = Channel(event.channel)
        self.open.append(channel)
        self._first_arrived.set()

        def arrived(event: webrtc.MessageEvent) -> None:
            if isinstance(event.data, str | bytes):
                self._message_arrived(channel, event.data)

        event.channel.on("message", arrived)
        event.channel.on("close", lambda _event: self.open.remove(channel))

    async def first(self, longest_seconds: float) -> None:
        """Wait until there has been one, if there may be any, but not for long.

        Media arrive two round trips before the first channel can.
        """
        if self.may_come:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._first_arrived.wait(), longest_seconds)

    async def flush(self, longest_seconds: float) -> None:
        """Wait until what was sent is on its way, but not for long."""
        deadline = asyncio.get_running_loop().time() + longest_seconds
        while any(channel.is_open and channel.waiting_bytes for channel in self.open):
            if asyncio.get_running_loop().time() > deadline:
                return
            await asyncio.sleep(0.01)
