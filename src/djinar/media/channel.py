"""A data channel, seen from the side that did not open it."""

from __future__ import annotations

import webrtc

from djinar.exceptions import NoChannel

MAX_WAITING_BYTES = 1024 * 1024
"""What a peer that reads slowly may leave unsent."""


class Channel:
    """A data channel that the peer opened."""

    def __init__(self, channel: webrtc.RTCDataChannel) -> None:
        self._channel = channel

    @property
    def is_open(self) -> bool:
        return self._channel.ready_state == webrtc.RTCDataChannelState.open

    @property
    def waiting_bytes(self) -> int:
        return self._channel.buffered_amount

    def send(self, text: str) -> None:
        """Raises:
        NoChannel: it is closed, the text is too long for it, or too much waits to be sent.
        """
        if self.waiting_bytes > MAX_WAITING_BYTES:
            raise NoChannel(f"More than {MAX_WAITING_BYTES} bytes wait to be sent already.")
        try:
            self._channel.send(text)
        except (webrtc.RTCException, TypeError) as error:
            raise NoChannel(f"The message could not be sent: {error}") from None
