"""The far end of a session, on the engine that the server has too."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any, Protocol

import numpy as np
import webrtc

from djinar.testing.devices import Camera, Microphone
from djinar.testing.planes import packed, unpacked
from djinar.testing.sounds import BLOCK_SAMPLES, RATE_HZ
from djinar.transforms.image import BgrImage
from djinar.transforms.sound import Sound

_MAILBOX = 30
_RECEIVING = (webrtc.RTCRtpTransceiverDirection.sendrecv, webrtc.RTCRtpTransceiverDirection.recvonly)
_START_KBPS = 4000


@dataclass(frozen=True, eq=False, kw_only=True)
class ReturnedPicture:
    planes: bytes
    width_px: int
    height_px: int
    at_seconds: float
    """When it arrived, by the event loop's clock."""
    taken: int
    """How many pictures the camera had taken by then."""
    rtp_timestamp: int | None
    """As in ``Told``."""

    @cached_property
    def image(self) -> BgrImage:
        return unpacked(self.planes, self.width_px, self.height_px)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ReturnedSound:
    samples: Sound
    """10 ms."""
    at_seconds: float


class ConnectionListener(Protocol):
    """Told of what arrives; every call comes on the event loop."""

    def picture_arrived(self, picture: ReturnedPicture) -> None: ...
    def sound_arrived(self, sound: ReturnedSound) -> None: ...
    def message_arrived(self, text: str) -> None: ...
    def device_failed(self, error: BaseException) -> None: ...


class Connection:
    """Owns the engine's connection: whoever makes one must ``close()`` it.

    Its offer names no candidate. Camera and microphone begin when the data channel is open, so that nothing that the
    server says of the first picture is lost.
    """

    def __init__(self, listener: ConnectionListener, camera: Camera | None, microphone: Microphone | None) -> None:
        self.camera = camera
        self.microphone = microphone
        self.taken = 0
        """Pictures of the camera."""
        self.receiving: frozenset[str] = frozenset()
        """The kinds of media that the far end sends: "video", "audio"."""
        self._listener = listener
        self._tasks: list[asyncio.Task[None]] = []
        self._opened = asyncio.Event()
        self._connection = webrtc.RTCPeerConnection()
        self._connection.on("track", self._track_arrived)
        stream = webrtc.MediaStream([])
        self._video = webrtc.VideoTrackGenerator() if camera else None
        self._audio = webrtc.MediaStreamTrackGenerator("audio") if microphone else None
        self._video_sender = self._connection.add_track(self._video.track, stream) if self._video else None
        if self._audio:
            self._connection.add_track(self._audio, stream)
        else:
            self._connection.add_transceiver("audio", webrtc.RTCRtpTransceiverInit(direction="recvonly"))
        self._channel = self._connection.create_data_channel("djinar")
        self._channel.on("open", lambda _event: self._opened.set())
        self._channel.on("message", lambda event: listener.message_arrived(str(event.data)))

    async def offer(self) -> str:
        """The text of an offer. Gathering has only begun."""
        offer = await self._connection.create_offer()
        await self._connection.set_local_description(offer)
        return with_fast_start(offer.sdp)

    async def accept(self, answer: str) -> None:
        """Returns when connected, the data channel open, and starts the camera and the microphone."""
        described = webrtc.RTCSessionDescriptionInit(type="answer", sdp=with_fast_start(answer))
        await self._connection.set_remote_description(described)
        if self._video_sender:
            await _keep_size(self._video_sender)
        await self._opened.wait()
        self.receiving = frozenset(self._received_kinds())
        if self.camera and self._video:
            self._begin(self._film(self.camera, self._video))
        if self.microphone and self._audio:
            self._begin(self._listen(self.microphone, self._audio))

    def _received_kinds(self) -> Iterator[str]:
        for transceiver in self._connection.get_transceivers():
            if transceiver.current_direction in _RECEIVING:
                yield transceiver.receiver.track.kind

    def send(self, message: str | bytes) -> None:
        self._channel.send(message)

    async def close(self) -> None:
        self._connection.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(self._ended)
        self._tasks.append(task)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            self._listener.device_failed(error)

    async def _film(self, camera: Camera, track: webrtc.VideoTrackGenerator) -> None:
        clock = asyncio.get_running_loop().time
        writer, began = track.writable.get_writer(), clock()
        while True:
            picture = camera.take(self.taken)
            described = webrtc.VideoFrameBufferInit(
                format=webrtc.VideoPixelFormat.I420,
                coded_width=picture.shape[1],
                coded_height=picture.shape[0],
                timestamp=int(clock() * 1_000_000),
                rotation=camera.rotation,
            )
            self.taken += 1
            await writer.write(webrtc.VideoFrame(packed(picture), described))
            await asyncio.sleep(began + self.taken / camera.frames_per_second - clock())

    async def _listen(self, microphone: Microphone, track: webrtc.MediaStreamTrackGenerator) -> None:
        clock = asyncio.get_running_loop().time
        writer, began = track.writable.get_writer(), clock()
        for number in count():
            block = microphone.hear(number)
            described = webrtc.AudioDataInit(
                format=webrtc.AudioSampleFormat.s16,
                sample_rate=RATE_HZ,
                number_of_frames=BLOCK_SAMPLES,
                number_of_channels=block.shape[1],
                timestamp=int(clock() * 1_000_000),
                data=block.tobytes(),
            )
            await writer.write(webrtc.AudioData(described))
            await asyncio.sleep(began + (number + 1) * BLOCK_SAMPLES / RATE_HZ - clock())

    def _track_arrived(self, event: webrtc.RTCTrackEvent) -> None:
        self._begin(self._receive(event.track))

    async def _receive(self, track: webrtc.MediaStreamTrack) -> None:
        clock = asyncio.get_running_loop().time
        mailbox = webrtc.MediaStreamTrackProcessor(
            webrtc.MediaStreamTrackProcessorInit(track, max_buffer_size=_MAILBOX)
        )
        async for received in mailbox.readable:
            if isinstance(received, webrtc.VideoFrame):
                self._listener.picture_arrived(_picture(received, clock(), self.taken))
            elif isinstance(received, webrtc.AudioData):
                self._listener.sound_arrived(ReturnedSound(samples=_samples(received), at_seconds=clock()))
            received.close()


def with_fast_start(sdp: str) -> str:
    """The engine takes a new network for a thin one, and begins with pictures that are small and blurred.

    Source: libwebrtc, ``kCodecParamStartBitrate``.
    """
    started = rf"\g<0>a=fmtp:\1 x-google-start-bitrate={_START_KBPS}\r\n"
    return re.sub(r"^a=rtpmap:(\d+) VP8/90000\r\n", started, sdp, flags=re.MULTILINE)


async def _keep_size(sender: webrtc.RTCRtpSender) -> None:
    """However busy the machine is."""
    parameters = sender.get_parameters()
    parameters.degradation_preference = webrtc.RTCDegradationPreference.maintain_resolution
    await sender.set_parameters(parameters)


def _picture(frame: webrtc.VideoFrame, at_seconds: float, taken: int) -> ReturnedPicture:
    planes = bytearray(frame.allocation_size())
    frame.copy_to(planes).result()
    return ReturnedPicture(
        planes=bytes(planes),
        width_px=frame.coded_width,
        height_px=frame.coded_height,
        at_seconds=at_seconds,
        taken=taken,
        rtp_timestamp=frame.metadata().rtp_timestamp,
    )


def _samples(block: webrtc.AudioData) -> Sound:
    options = webrtc.AudioDataCopyToOptions(plane_index=0, format=webrtc.AudioSampleFormat.s16)
    samples = bytearray(block.allocation_size(options))
    block.copy_to(samples, options)
    return np.frombuffer(samples, np.int16).reshape(-1, block.number_of_channels)
