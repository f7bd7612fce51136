"""Which RTP timestamp a picture of ours goes out with, so that the far end can tell which one is meant."""

from __future__ import annotations

import time
from collections import deque
from contextlib import suppress

import webrtc

_TICKS_A_MS = 90
_RESET_AFTER_US = 300_000
_AVERAGED_PICTURES = 100
_APART_US = 1_000
_UNMATCHED_PICTURES = 30


class RtpClock:
    """Right within 2 ms, and so for one picture only.

    The engine counts from a random start. Its first encoded picture tells it: a script transform that is set before the
    answer looks at that one and is taken away at once, so that no other passes through Python. Set later it would
    restart the encoder, which shows for 100 ms.
    """

    def __init__(self, sender: webrtc.RTCRtpSender) -> None:
        self._sender = sender
        self._translation = _Translation()
        self._start: int | None = None
        self._unmatched: deque[tuple[int, int]] = deque(maxlen=_UNMATCHED_PICTURES)
        sender.transform = webrtc.RTCRtpScriptTransform(self._look_at_first)

    def rtp_timestamp(self, timestamp_us: int) -> int | None:
        """Of a picture that is written now; to be called for each. ``None`` until the first one is encoded."""
        ticks = self._translation.of(timestamp_us) // 1_000 * _TICKS_A_MS
        if self._start is not None:
            return (self._start + ticks) % 2**32
        self._unmatched.append((timestamp_us, ticks))
        return None

    async def _look_at_first(self, event: webrtc.RTCTransformEvent) -> None:
        """Returns when the connection is closed, if no picture comes before."""
        reader = event.transformer.readable.get_reader()
        first = (await reader.read()).value
        if not isinstance(first, webrtc.RTCEncodedVideoFrame):
            return
        encoded = first.get_metadata()
        with suppress(webrtc.RTCException):  # the connection may be closed meanwhile
            await event.transformer.writable.get_writer().write(first)
            self._sender.transform = None
        ticks = dict(self._unmatched).get(encoded.timestamp or 0)
        if ticks is not None and encoded.rtp_timestamp is not None:
            self._start = encoded.rtp_timestamp - ticks
        self._unmatched.clear()


class _Translation:
    """The times of pictures by the engine's own clock, as the engine reckons them: it corrects each by the mean of how
    long the last hundred were on their way, and none may be in the future or within 1 ms of the one before.

    Source: ``webrtc::TimestampAligner`` of libwebrtc.
    """

    def __init__(self) -> None:
        self._offset_us = 0
        self._averaged = 0
        self._bias_us = 0
        self._last_us = 0

    def of(self, timestamp_us: int) -> int:
        now_us = time.monotonic_ns() // 1_000
        error_us = now_us - timestamp_us - self._offset_us
        if abs(error_us) > _RESET_AFTER_US:
            self._averaged = self._bias_us = 0
        self._averaged = min(self._averaged + 1, _AVERAGED_PICTURES)
        self._offset_us += int(error_us / self._averaged)
        translated_us = timestamp_us + self._offset_us - self._bias_us
        self._bias_us += max(0, translated_us - now_us)
        self._last_us = min(max(translated_us, self._last_us + _APART_US), now_us)
        return self._last_us
