"""Keeps a peer's pictures that are over the limit from being decoded."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import webrtc

from djinar.media.picture_size import declared_size
from djinar.media.video import PictureTooLarge

_PATIENCE = 3
_VP8 = "video/VP8"


class SizeGuard:
    """Stands between the network and the decoder, and hands every encoded frame on as it is.

    Pictures of a codec that is not read, and what a codec can hide from us, are judged when the first one is decoded.
    """

    def __init__(self, receiver: webrtc.RTCRtpReceiver, *, limit_px: int) -> None:
        self._limit_px = limit_px
        self._too_large = 0
        self._mime_type = ""
        self._needs_key_frame = True
        self._begun: asyncio.Future[webrtc.RTCRtpScriptTransformer] = asyncio.get_running_loop().create_future()
        receiver.transform = webrtc.RTCRtpScriptTransform(lambda event: self._begun.set_result(event.transformer))

    async def run(self) -> None:
        """Returns when the receiver ends.

        Raises:
            PictureTooLarge: the third picture over the limit arrived, though each time we asked for another.
        """
        transformer = await self._begun
        reader, writer = transformer.readable.get_reader(), transformer.writable.get_writer()
        while isinstance(frame := (await reader.read()).value, webrtc.RTCEncodedVideoFrame):
            if self._is_refused(frame):
                self._needs_key_frame = True
                with suppress(webrtc.RTCException):  # the connection may be closed meanwhile
                    await transformer.send_key_frame_request()
            elif not self._needs_key_frame:
                await writer.write(frame)

    def _is_refused(self, frame: webrtc.RTCEncodedVideoFrame) -> bool:
        if frame.type == webrtc.EncodedVideoChunkType.key:
            # A decoder begins with one, so the codec cannot change without it; to ask at each frame costs 0.3 ms.
            self._mime_type = frame.get_metadata().mime_type or ""
            self._needs_key_frame = False
        elif self._mime_type == _VP8:
            return False  # only its key frames have a size, and what is not read is not copied
        try:
            size = declared_size(self._mime_type, frame.data)
        except ValueError:
            return True
        if size is None or size[0] * size[1] <= self._limit_px:
            return False
        self._too_large += 1
        if self._too_large >= _PATIENCE:
            raise PictureTooLarge(*size, self._limit_px)
        return True
