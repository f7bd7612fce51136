"""A peer that shares no code with the server: aiortc's, with a synthetic camera and microphone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from types import TracebackType
from typing import Any, Literal, Self, TypeAlias

import numpy as np
from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCDataChannel,
    RTCIceServer,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame, VideoFrame

from djinar import BgrImage
from tests.integration.peers.inbox import WAIT_SECONDS, Inbox
from tests.integration.peers.offers import Reply, post_offer
from tests.integration.peers.pictures import shot
from tests.integration.peers.tones import BLOCK_SAMPLES, RATE_HZ, Samples, tone

Direction: TypeAlias = Literal["sendrecv", "sendonly", "recvonly"]

PICTURES_PER_SECOND = 15
TONE_HZ = 1000


class Camera(MediaStreamTrack):
    kind = "video"

    def __init__(self) -> None:
        super().__init__()
        self._taken = 0

    async def recv(self) -> VideoFrame:
        await asyncio.sleep(1 / PICTURES_PER_SECOND)
        frame = VideoFrame.from_ndarray(shot(self._taken), format="bgr24")
        frame.pts, frame.time_base = self._taken * 90_000 // PICTURES_PER_SECOND, Fraction(1, 90_000)
        self._taken += 1
        return frame


class Microphone(MediaStreamTrack):
    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._samples = 0
        self._began: float | None = None

    async def recv(self) -> AudioFrame:
        now = asyncio.get_running_loop().time()
        self._began = self._began or now
        await asyncio.sleep(max(0.0, self._began + self._samples / RATE_HZ - now))
        block = tone(TONE_HZ, self._samples)
        frame = AudioFrame.from_ndarray(block.reshape(1, -1), format="s16", layout="mono")
        frame.pts, frame.sample_rate, frame.time_base = self._samples, RATE_HZ, Fraction(1, RATE_HZ)
        self._samples += BLOCK_SAMPLES
        return frame


class AiortcPeer:
    """A context manager: closed when the block is left, and possibly before.

    ``None`` for a direction leaves the section out of the offer; ``channels`` are opened in order.
    """

    def __init__(
        self,
        *,
        video: Direction | None = "sendrecv",
        audio: Direction | None = "sendrecv",
        channels: Sequence[str] = ("chat",),
        ice_servers: Sequence[RTCIceServer] = (),
    ) -> None:
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=list(ice_servers)))
        self.pictures = Inbox[BgrImage]()
        self.sounds = Inbox[Samples]()
        self.messages = Inbox[str]()
        self.closed = asyncio.Event()
        """The server closed the connection, or it was lost."""
        self._connected = asyncio.Event()
        self._tracks: list[MediaStreamTrack] = []
        self._tasks: list[asyncio.Task[None]] = []
        self.connection.on("track", self._track_arrived)
        self.connection.on("connectionstatechange", self._state_changed)
        for kind, direction, source in (("video", video, Camera), ("audio", audio, Microphone)):
            if direction:
                track = kind if direction == "recvonly" else source()
                self.connection.addTransceiver(track, direction=direction)
        self.channels = [self.open_channel(label) for label in channels]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def connect(
        self,
        url: str,
        transform: str = "",
        options: Mapping[str, object] | None = None,
        *,
        edit: Callable[[str], str] = str,
    ) -> Reply:
        """Post the offer, its text changed by ``edit``, and wait until connected.

        Raises:
            Refused: the server did not answer the offer.
            TimeoutError: no connection came about.
        """
        await self.connection.setLocalDescription(await self.connection.createOffer())
        reply = await post_offer(url, edit(self.connection.localDescription.sdp), transform, options)
        await self.connection.setRemoteDescription(RTCSessionDescription(reply.document["sdp"], "answer"))
        async with asyncio.timeout(WAIT_SECONDS):
            await self._connected.wait()
            for channel in self.channels[:1]:
                await self.opened(channel)
        return reply

    async def close(self) -> None:
        await self.connection.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def send(self, text: str | bytes) -> None:
        self.channels[0].send(text)

    def tell(self, type_: str, **members: object) -> None:
        """Send one of djinar's own messages."""
        self.send(json.dumps({"type": type_, **members}))

    async def told(self, type_: str) -> dict[str, Any]:
        """The next of djinar's own messages of that type."""

        def wanted(text: str) -> bool:
            return text.startswith("{") and json.loads(text)["type"] == type_

        message: dict[str, Any] = json.loads(await self.messages.first(wanted))
        return message

    async def opened(self, channel: RTCDataChannel) -> None:
        opened = asyncio.Event()
        channel.on("open", opened.set)
        if channel.readyState != "open":
            await opened.wait()

    async def heard(self, seconds: float) -> Samples:
        """The next sound of that length, from the first block that is not silent."""
        blocks = [await self.sounds.first(lambda block: int(np.abs(block).max()) > 500)]
        while sum(map(len, blocks)) < seconds * RATE_HZ:
            blocks.append(await self.sounds.next())
        return np.concatenate(blocks)

    def open_channel(self, label: str) -> RTCDataChannel:
        channel = self.connection.createDataChannel(label)
        channel.on("message", self.messages.put)
        return channel

    def _state_changed(self) -> None:
        if self.connection.connectionState == "connected":
            self._connected.set()
        elif self.connection.connectionState in ("closed", "failed"):
            self.closed.set()

    def _track_arrived(self, track: MediaStreamTrack) -> None:
        receive = self._watch if track.kind == "video" else self._listen
        self._tasks.append(asyncio.ensure_future(receive(track)))

    async def _watch(self, track: MediaStreamTrack) -> None:
        try:
            while isinstance(frame := await track.recv(), VideoFrame):
                self.pictures.put(np.asarray(frame.to_ndarray(format="bgr24"), dtype=np.uint8))
        except MediaStreamError:
            return

    async def _listen(self, track: MediaStreamTrack) -> None:
        try:
            while isinstance(frame := await track.recv(), AudioFrame):
                channels = frame.layout.nb_channels
                self.sounds.put(np.asarray(frame.to_ndarray().reshape(-1, channels)[:, 0], dtype=np.int16))
        except MediaStreamError:
            return
