"""Sending to a peer, with an engine's channel that only keeps what it gets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import pytest
import webrtc

from djinar.exceptions import NoChannel
from djinar.media.channel import MAX_WAITING_BYTES, Channel


@dataclass
class SlowChannel:
    """Nothing that it is given leaves it."""

    ready_state: webrtc.RTCDataChannelState = webrtc.RTCDataChannelState.open
    waiting: list[str] = field(default_factory=list)

    @property
    def buffered_amount(self) -> int:
        return sum(map(len, self.waiting))

    def send(self, text: str) -> None:
        if self.ready_state != webrtc.RTCDataChannelState.open:
            raise webrtc.InvalidStateError("The channel is not open.")
        self.waiting.append(text)


def channel_on(slow: SlowChannel) -> Channel:
    return Channel(cast(webrtc.RTCDataChannel, slow))


def test_what_waits_for_a_peer_that_does_not_read_is_bounded() -> None:
    channel = channel_on(SlowChannel())
    channel.send("x" * MAX_WAITING_BYTES)
    channel.send("one more, since no more than allowed waited")

    with pytest.raises(NoChannel, match="wait to be sent"):
        channel.send("too much")


def test_a_closed_channel_takes_nothing() -> None:
    channel = channel_on(SlowChannel(ready_state=webrtc.RTCDataChannelState.closed))

    with pytest.raises(NoChannel, match="not open"):
        channel.send("hello")

    assert not channel.is_open
