"""How pictures are encoded for a peer: how many bits they may take, and what gives way when the network has fewer."""

from __future__ import annotations

import asyncio
import math

import webrtc

from djinar.media.video_limits import ENGINES_OWN_BPS

BITS_PER_PIXEL = 0.45
"""What VP8 takes for the edges of a noisy camera's picture at a quality that does not yet blur them; measured."""
FRAMES_PER_SECOND = 30

_FIRST_LOOK_SECONDS = 3.0
"""By then the engine has found what the network carries."""
_LOOK_EVERY_SECONDS = 1.0
_ENOUGH = 0.6
_TOO_LITTLE = 0.4


class VideoEncoding:
    """Follows the pictures that a sender is given, and the network that it sends them on.

    The engine's own limit is made for a camera's picture. Drawn lines and hard edges cost more; under that limit they
    would come back smaller and blurred. So a rendered picture may take the bits that it needs and keeps its size, as
    long as the network carries a good part of them. On a thinner one the size gives way, and the rate stays.
    """

    def __init__(self, sender: webrtc.RTCRtpSender, *, limit_bps: int) -> None:
        self._sender = sender
        # The engine's own limit holds until the first picture, unless ours is lower.
        self._size_px: tuple[int, ...] | None = () if limit_bps >= ENGINES_OWN_BPS else None
        self._limit_bps = limit_bps
        self._keeps_size = True
        # The engine takes changed parameters only from whoever got them last.
        self._applying = asyncio.Lock()

    @property
    def _wanted_bps(self) -> int | None:
        if self._size_px:
            return min(self._limit_bps, int(math.prod(self._size_px) * FRAMES_PER_SECOND * BITS_PER_PIXEL))
        return self._limit_bps if self._limit_bps < ENGINES_OWN_BPS else None

    async def fit(self, *size_px: int) -> None:
        """Make ready for rendered pictures of a width and a height; without any, for the camera's own."""
        if size_px != self._size_px:
            self._size_px = size_px
            await self._apply()

    async def run(self) -> None:
        """Look once a second what the network carries."""
        await asyncio.sleep(_FIRST_LOOK_SECONDS)
        while True:
            if self._size_px and (wanted_bps := self._wanted_bps):
                await self._look(wanted_bps)
            await asyncio.sleep(_LOOK_EVERY_SECONDS)

    async def _look(self, wanted_bps: int) -> None:
        available_bps = await self._available_bps()
        if available_bps is None:
            return
        keeps_size = available_bps > wanted_bps * (_TOO_LITTLE if self._keeps_size else _ENOUGH)
        if keeps_size != self._keeps_size:
            self._keeps_size = keeps_size
            await self._apply()

    async def _available_bps(self) -> float | None:
        """The congestion control's estimate. Source: W3C webrtc-stats, ``availableOutgoingBitrate``."""
        report = await self._sender.get_stats()
        pairs = [entry for entry in report.values() if isinstance(entry, webrtc.RTCIceCandidatePairStats)]
        return next((pair.available_outgoing_bitrate for pair in pairs if pair.nominated), None)

    async def _apply(self) -> None:
        async with self._applying:
            parameters = self._sender.get_parameters()
            for encoding in parameters.encodings:
                encoding.max_bitrate = self._wanted_bps
            parameters.degradation_preference = (
                webrtc.RTCDegradationPreference.maintain_resolution
                if self._size_px and self._keeps_size
                else webrtc.RTCDegradationPreference.maintain_framerate
            )
            await self._sender.set_parameters(parameters)
