"""How much of pictures a peer may send and get."""

from __future__ import annotations

from dataclasses import dataclass

ENGINES_OWN_BPS = 2_500_000
"""More than that no browser sends by itself. Source: libwebrtc's ``GetMaxDefaultVideoBitrateKbps``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoLimits:
    picture_px: int
    """Width times height."""
    frame_rate_fps: float
    bitrate_out_bps: int
