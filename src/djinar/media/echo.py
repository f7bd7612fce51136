"""The peer's own sound on its way back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import webrtc

_BLOCK_MS = 10
_HELD_BLOCKS_AT_MOST = 5
_SOUND_IS_LATER_MS = 60


class Echo:
    """Returns the peer's own sound, in step with the picture that is returned beside it.

    Sound is some 60 ms later than a picture that nothing is done with, since it waits longer in the engine. A picture
    that takes more time in a transform would fall behind; then the sound waits as well, for 50 ms at the most. As much
    again waits unread when the media loop is busy; of more than that the oldest is dropped.
    """

    def __init__(self, received: webrtc.MediaStreamTrack, picture_age_ms: Callable[[], float]) -> None:
        self._mailbox = webrtc.MediaStreamTrackProcessor(
            webrtc.MediaStreamTrackProcessorInit(received, max_buffer_size=_HELD_BLOCKS_AT_MOST)
        )
        self._picture_age_ms = picture_age_ms
        self._held_blocks = 0
        self.track = webrtc.MediaStreamTrackGenerator("audio")

    async def run(self) -> None:
        reader = self._mailbox.readable.get_reader()
        writer = self.track.writable.get_writer()
        held: deque[webrtc.AudioData] = deque()
        try:
            while isinstance(block := (await reader.read()).value, webrtc.AudioData):
                held.append(block)
                self._follow_picture()
                while len(held) > self._held_blocks:
                    await writer.write(held.popleft())
        finally:
            for block in held:
                block.close()
            reader.cancel()
            writer.abort()

    def _follow_picture(self) -> None:
        """Each change is a gap or a jump in the sound, so small ones are let be."""
        wanted = round((self._picture_age_ms() - _SOUND_IS_LATER_MS) / _BLOCK_MS)
        wanted = min(max(wanted, 0), _HELD_BLOCKS_AT_MOST)
        if abs(wanted - self._held_blocks) > 1:
            self._held_blocks = wanted
