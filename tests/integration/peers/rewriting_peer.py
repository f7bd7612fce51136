"""A peer that changes its pictures when they are encoded already, as an attacker would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import webrtc

from djinar.testing import Camera
from djinar.testing.connection import Connection
from tests.integration.peers.light_peer import LightPeer

CODECS = ("VP8", "VP9", "AV1")


def as_16000_pixels_square(frame: bytes) -> bytes:
    """A VP8 key frame says its size in 14 bits each. Source: RFC 6386 section 9.1."""
    if frame[0] & 1:
        return frame
    return frame[:6] + (16_000).to_bytes(2, "little") * 2 + frame[10:]


class RewritingPeer(LightPeer):
    def __init__(self, rewrite: Callable[[bytes], bytes] = bytes, *, codec: str = "VP8", camera: Camera) -> None:
        super().__init__(None)
        self._connection = _RewritingConnection(rewrite, codec, self._arrivals, camera, None)


class _RewritingConnection(Connection):
    def __init__(self, rewrite: Callable[[bytes], bytes], codec: str, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._rewrite = rewrite
        (transceiver,) = (
            candidate for candidate in self._connection.get_transceivers() if candidate.sender is self._video_sender
        )
        capabilities = webrtc.RTCRtpReceiver.get_capabilities("video")
        transceiver.set_codec_preferences(
            [offered for offered in capabilities.codecs if offered.mime_type == f"video/{codec}"][:1]
            if capabilities
            else []
        )
        transceiver.sender.transform = webrtc.RTCRtpScriptTransform(self._pass_on)

    async def _pass_on(self, event: webrtc.RTCTransformEvent) -> None:
        reader, writer = event.transformer.readable.get_reader(), event.transformer.writable.get_writer()
        while isinstance(frame := (await reader.read()).value, webrtc.RTCEncodedVideoFrame):
            frame.data = bytearray(self._rewrite(bytes(frame.data)))
            await writer.write(frame)
