"""A peer on the engine that the server has too: cheap enough for many, and it can do what aiortc's cannot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeAlias

import numpy as np
import numpy.typing as npt
import webrtc

from tests.integration.peers.inbox import WAIT_SECONDS, Inbox
from tests.integration.peers.offers import post_offer

webrtc.allow_loopback()

Luma: TypeAlias = npt.NDArray[np.uint8]
"""A grey picture, shape ``(height, width)``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A picture that came back."""

    luma: Luma
    rotation: int
    at_seconds: float
    """When, by the event loop's clock."""
    taken: int
    """How many pictures the camera had taken by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """10 ms of sound that came back."""

    samples: npt.NDArray[np.int16]
    at_seconds: float


class LightPeer:
    """A context manager: closed when the block is left, and possibly before.

    It trickles: its offer names no candidate.
    """

    def __init__(self, *, camera: bool = True, microphone: bool = False) -> None:
        self.pictures = Inbox[Seen]()
        self.sounds = Inbox[Heard]()
        self.messages = Inbox[str]()
        self.taken_at_seconds: list[float] = []
        """When the camera took each picture."""
        self.spoken_at_seconds: list[float] = []
        """When the microphone gave each block of 10 ms."""
        self._connection = webrtc.RTCPeerConnection()
        self._tasks: list[asyncio.Task[None]] = []
        self._opened = asyncio.Event()
        self._stream = webrtc.MediaStream([])
        self._camera = webrtc.VideoTrackGenerator() if camera else None
        self._microphone = webrtc.MediaStreamTrackGenerator("audio") if microphone else None
        self._connection.on("track", self._track_arrived)
        if self._camera:
            self._connection.add_track(self._camera.track, self._stream)
        if self._microphone:
            self._connection.add_track(self._microphone, self._stream)
        self.channel = self._connection.create_data_channel("chat")
        self.channel.on("open", lambda _event: self._opened.set())
        self.channel.on("message", lambda event: self.messages.put(str(event.data)))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def offer(self) -> str:
        """The text of an offer. Gathering has only begun."""
        offer = await self._connection.create_offer()
        await self._connection.set_local_description(offer)
        return offer.sdp

    async def accept(self, answer: str) -> None:
        """Returns when connected, the data channel open."""
        await self._connection.set_remote_description(webrtc.RTCSessionDescriptionInit(type="answer", sdp=answer))
        async with asyncio.timeout(WAIT_SECONDS):
            await self._opened.wait()

    async def connect(self, url: str, transform: str = "") -> None:
        """Raises:
        Refused: the server did not answer the offer.
        """
        reply = await post_offer(url, await self.offer(), transform)
        await self.accept(reply.document["sdp"])

    async def close(self) -> None:
        self._connection.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def film(self, picture: Callable[[int], Luma], pictures_per_second: float, rotation: int = 0) -> None:
        """Send the pictures 0, 1, 2 ... until closed."""
        if self._camera is None:
            raise RuntimeError("this peer has no camera")
        self._begin(self._film(self._camera, picture, pictures_per_second, rotation))

    def speak(self, samples: Callable[[int], npt.NDArray[np.int16]]) -> None:
        """Send the blocks 0, 1, 2 ... of 480 samples at 48 kHz until closed."""
        if self._microphone is None:
            raise RuntimeError("this peer has no microphone")
        self._begin(self._speak(self._microphone, samples))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.get_running_loop().create_task(work))

    async def _film(
        self, camera: webrtc.VideoTrackGenerator, picture: Callable[[int], Luma], per_second: float, rotation: int
    ) -> None:
        clock = asyncio.get_running_loop().time
        writer, began = camera.writable.get_writer(), clock()
        while True:
            luma = picture(len(self.taken_at_seconds))
            height, width = luma.shape
            colours = np.full(2 * ((height + 1) // 2) * ((width + 1) // 2), 128, dtype=np.uint8)
            described = webrtc.VideoFrameBufferInit(
                format=webrtc.VideoPixelFormat.I420,
                coded_width=width,
                coded_height=height,
                timestamp=int(clock() * 1_000_000),
                rotation=rotation,
            )
            self.taken_at_seconds.append(clock())
            await writer.write(webrtc.VideoFrame(luma.tobytes() + colours.tobytes(), described))
            await asyncio.sleep(began + len(self.taken_at_seconds) / per_second - clock())

    async def _speak(
        self, microphone: webrtc.MediaStreamTrackGenerator, samples: Callable[[int], npt.NDArray[np.int16]]
    ) -> None:
        clock = asyncio.get_running_loop().time
        writer, began = microphone.writable.get_writer(), clock()
        while True:
            described = webrtc.AudioDataInit(
                format=webrtc.AudioSampleFormat.s16,
                sample_rate=48_000,
                number_of_frames=480,
                number_of_channels=1,
                timestamp=int(clock() * 1_000_000),
                data=samples(len(self.spoken_at_seconds)).tobytes(),
            )
            self.spoken_at_seconds.append(clock())
            await writer.write(webrtc.AudioData(described))
            await asyncio.sleep(began + len(self.spoken_at_seconds) / 100 - clock())

    def _track_arrived(self, event: webrtc.RTCTrackEvent) -> None:
        self._begin(self._receive(event.track))

    async def _receive(self, track: webrtc.MediaStreamTrack) -> None:
        clock = asyncio.get_running_loop().time
        mailbox = webrtc.MediaStreamTrackProcessor(webrtc.MediaStreamTrackProcessorInit(track, max_buffer_size=30))
        async for received in mailbox.readable:
            if isinstance(received, webrtc.VideoFrame):
                self.pictures.put(_seen(received, clock(), len(self.taken_at_seconds)))
            elif isinstance(received, webrtc.AudioData):
                self.sounds.put(_heard(received, clock()))
            received.close()


def _seen(frame: webrtc.VideoFrame, at_seconds: float, taken: int) -> Seen:
    width, height = frame.coded_width, frame.coded_height
    pixels = bytearray(frame.allocation_size())
    frame.copy_to(pixels).result()
    luma = np.frombuffer(pixels, np.uint8, width * height).reshape(height, width)
    return Seen(luma=luma, rotation=frame.rotation, at_seconds=at_seconds, taken=taken)


def _heard(block: webrtc.AudioData, at_seconds: float) -> Heard:
    options = webrtc.AudioDataCopyToOptions(plane_index=0, format=webrtc.AudioSampleFormat.s16)
    samples = bytearray(block.allocation_size(options))
    block.copy_to(samples, options)
    return Heard(samples=np.frombuffer(samples, np.int16)[:: block.number_of_channels], at_seconds=at_seconds)
