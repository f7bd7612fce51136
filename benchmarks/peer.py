"""A peer like a browser: sends the camera, times every frame that comes back, and pings, all by one clock."""

import asyncio
import json
import time
from collections.abc import Coroutine
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import webrtc

from benchmarks import barcode
from benchmarks.camera import Camera
from benchmarks.findings import Counters, Log
from benchmarks.gathering import described
from benchmarks.plan import Plan
from benchmarks.sound import Ear, clicks

_PING_SECONDS = 0.05
_CONNECT_SECONDS = 15
_WATCHED_FRAMES = 60  # enough that none is lost to a late reader, so that a missing frame is the server's


class Peer:
    """Between ``connect`` and ``close`` it fills ``log``."""

    def __init__(self, url: str, plan: Plan) -> None:
        self.log = Log()
        self._url, self._plan = url, plan
        self._camera = Camera(plan.width_px, plan.height_px)
        self._connection = webrtc.RTCPeerConnection()
        self._channel = self._connection.create_data_channel("benchmark")
        self._lens = webrtc.VideoTrackGenerator()
        self._microphone = webrtc.MediaStreamTrackGenerator(webrtc.MediaType.audio)
        self._tasks: list[asyncio.Task[None]] = []

    async def connect(self) -> None:
        """Offers, and begins everything once the answer is in. Returns at the first frame that comes back."""
        together = webrtc.MediaStream()
        self._connection.add_track(self._lens.track, together)
        if self._plan.sound:
            self._connection.add_track(self._microphone, together)
        answer = await asyncio.to_thread(post, self._url, await offer(self._connection, self._plan.transform))
        await self._connection.set_remote_description(webrtc.RTCSessionDescriptionInit("answer", answer["sdp"]))
        self._begin(self._film())
        self._begin(self._ping())
        for transceiver in self._connection.get_transceivers():
            video = transceiver.receiver.track.kind == webrtc.MediaType.video
            self._begin(self._watch(transceiver.receiver.track) if video else self._listen(transceiver.receiver.track))
        if self._plan.sound:
            self._begin(clicks(self._microphone, self.log))
        async with asyncio.timeout(_CONNECT_SECONDS):
            await self.log.first_frame.wait()

    async def counters(self) -> Counters:
        """What the engine has counted on the wire so far, of video."""
        report = await self._connection.get_stats()
        counters = Counters()
        for stats in report.values():
            if isinstance(stats, webrtc.RTCOutboundRtpStreamStats) and stats.kind == "video":
                counters.bytes_sent += stats.bytes_sent or 0
            elif isinstance(stats, webrtc.RTCInboundRtpStreamStats) and stats.kind == "video":
                counters.bytes_received += stats.bytes_received or 0
                counters.frames_decoded += stats.frames_decoded or 0
                counters.quantiser_sum += stats.qp_sum or 0
        return counters

    async def close(self) -> None:
        """Ends the connection and raises what went wrong on the way, if anything did."""
        for task in self._tasks:
            task.cancel()
        outcomes = await asyncio.gather(*self._tasks, return_exceptions=True)
        self._connection.close()
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(work))

    async def _film(self) -> None:
        """A camera keeps to its clock: when a frame is late, the slots it missed are skipped."""
        writer, began, slot = self._lens.writable.get_writer(), time.perf_counter(), 0
        while True:
            picture = self._camera.take(len(self.log.sent_at))
            now = time.perf_counter()
            init = webrtc.VideoFrameBufferInit(
                format=webrtc.VideoPixelFormat.I420,
                coded_width=self._plan.width_px,
                coded_height=self._plan.height_px,
                timestamp=int(now * 1_000_000),
            )
            frame = webrtc.VideoFrame(picture.data, init)
            self.log.sent_at.append(now)
            await writer.write(frame)
            slot = max(slot + 1, int((time.perf_counter() - began) * self._plan.fps))
            await asyncio.sleep(began + slot / self._plan.fps - time.perf_counter())

    async def _watch(self, track: webrtc.MediaStreamTrack) -> None:
        screen = webrtc.MediaStreamTrackProcessor(webrtc.MediaStreamTrackProcessorInit(track, _WATCHED_FRAMES))
        async for frame in screen.readable:
            now = time.perf_counter()
            if not isinstance(frame, webrtc.VideoFrame):
                continue
            width, height = frame.coded_width, frame.coded_height
            rows = barcode.rows_px(height)
            part = webrtc.VideoFrameCopyToOptions(rect=webrtc.DOMRectInit(0, 0, width, rows))
            pixels = bytearray(frame.allocation_size(part))
            await frame.copy_to(pixels, part)
            frame.close()
            luma = np.frombuffer(pixels, np.uint8, width * rows).reshape(rows, width)
            self.log.frame_returned(barcode.read(luma, height), now, (width, height))

    async def _listen(self, track: webrtc.MediaStreamTrack) -> None:
        ear = Ear(self.log)
        async for chunk in webrtc.MediaStreamTrackProcessor(webrtc.MediaStreamTrackProcessorInit(track)).readable:
            if isinstance(chunk, webrtc.AudioData):
                ear.hear(chunk)

    async def _ping(self) -> None:
        opened = asyncio.Event()
        self._channel.on("open", lambda _: opened.set())
        self._channel.on("message", lambda event: self.log.pong(str(event.data)))
        if self._channel.ready_state != webrtc.RTCDataChannelState.open:
            await opened.wait()
        while True:
            self._channel.send(self.log.ping())
            await asyncio.sleep(_PING_SECONDS)


async def offer(connection: webrtc.RTCPeerConnection, transform: str) -> bytes:
    """The body of an offer, all candidates gathered; a ``+`` joins the transforms of a chain."""
    first, *more = transform.split("+")
    chain = {"chains": {"video": [{"name": name} for name in (first, *more)]}} if more else {}
    members = {"sdp": await described(connection), "type": "offer", "video_transform": first, **chain}
    return json.dumps(members).encode()


def post(url: str, body: bytes) -> dict[str, str]:
    """Blocks until the answer is in.

    Raises:
        RuntimeError: the server refused.
    """
    address = urlsplit(url)
    connection = HTTPConnection(address.netloc, timeout=_CONNECT_SECONDS)
    try:
        connection.request("POST", address.path, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        text = response.read()
    finally:
        connection.close()
    if response.status != HTTPStatus.OK:
        raise RuntimeError(f"{url} answered {response.status}: {text.decode()}")
    answer: dict[str, str] = json.loads(text)
    return answer
