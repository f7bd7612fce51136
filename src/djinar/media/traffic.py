"""What went over a connection."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import webrtc


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    packets_in: int = 0
    """Of media; those that carry none do not count."""
    bytes_in: int = 0
    bytes_out: int = 0
    """All of the connection."""
    round_trip_ms: float | None = None
    """``None`` before it is known."""


def traffic(entries: Iterable[object]) -> Traffic:
    """Of the entries of a report of the engine. Source: W3C WebRTC Statistics, sections 8.2, 8.20 and 8.21."""
    packets_in = bytes_in = bytes_out = 0
    round_trip_ms = None
    for entry in entries:
        if isinstance(entry, webrtc.RTCInboundRtpStreamStats):
            packets_in += entry.packets_received or 0
        elif isinstance(entry, webrtc.RTCTransportStats):
            bytes_in += entry.bytes_received or 0
            bytes_out += entry.bytes_sent or 0
        elif isinstance(entry, webrtc.RTCIceCandidatePairStats) and entry.nominated:
            seconds = entry.current_round_trip_time
            round_trip_ms = None if seconds is None else seconds * 1000
    return Traffic(packets_in=packets_in, bytes_in=bytes_in, bytes_out=bytes_out, round_trip_ms=round_trip_ms)
