"""Whether the far end of a connection sees a picture with the RTP timestamp that was foretold."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import numpy as np
import pytest
import webrtc

from djinar.media.rtp_clock import RtpClock
from tests.integration.peers.numbered import HEIGHT_PX, WIDTH_PX, number_in, numbered

webrtc.allow_loopback()

WAIT_SECONDS = 15.0
PICTURE_SECONDS = 1 / 30
TICKS_A_MS = 90


@dataclass
class Film:
    """Numbered pictures that go from one end to the other."""

    camera: webrtc.VideoTrackGenerator
    clock: RtpClock
    foretold: dict[int, int | None] = field(default_factory=dict)
    seen: dict[int, int | None] = field(default_factory=dict)
    seen_more: asyncio.Event = field(default_factory=asyncio.Event)

    async def show(self, pictures: int, taken_ms_ago: Callable[[int], float]) -> None:
        """Pictures that were taken some time ago, as those that were transformed are; until the last is seen."""
        writer = self.camera.writable.get_writer()
        colours = bytes([128]) * (WIDTH_PX * HEIGHT_PX // 2)
        for number in range(pictures):
            taken_us = time.monotonic_ns() // 1_000 - int(taken_ms_ago(number) * 1_000)
            described = webrtc.VideoFrameBufferInit(
                format="I420", coded_width=WIDTH_PX, coded_height=HEIGHT_PX, timestamp=taken_us
            )
            self.foretold[number] = self.clock.rtp_timestamp(taken_us)
            await writer.write(webrtc.VideoFrame(numbered(number).tobytes() + colours, described))
            await asyncio.sleep(PICTURE_SECONDS)
        async with asyncio.timeout(WAIT_SECONDS):
            while pictures - 1 not in self.seen:
                self.seen_more.clear()
                await self.seen_more.wait()

    def errors_ms(self) -> list[float]:
        """Of what was foretold, once it was."""
        differences = [
            ((seen or 0) - foretold + 2**31) % 2**32 - 2**31
            for number, seen in self.seen.items()
            if (foretold := self.foretold[number]) is not None
        ]
        return [difference / TICKS_A_MS for difference in differences]


@asynccontextmanager
async def connected() -> AsyncIterator[Film]:
    sending, watching = webrtc.RTCPeerConnection(), webrtc.RTCPeerConnection()
    watching.add_transceiver(
        "video", webrtc.RTCRtpTransceiverInit(direction=webrtc.RTCRtpTransceiverDirection.recvonly)
    )
    arrived: asyncio.Future[webrtc.MediaStreamTrack] = asyncio.get_running_loop().create_future()
    watching.on("track", lambda event: arrived.set_result(event.track))
    await watching.set_local_description(await watching.create_offer())
    await sending.set_remote_description(await described(watching))
    transceiver = sending.get_transceivers()[0]
    transceiver.direction = webrtc.RTCRtpTransceiverDirection.sendonly
    camera = webrtc.VideoTrackGenerator()
    await transceiver.sender.replace_track(camera.track)
    film = Film(camera, RtpClock(transceiver.sender))
    await sending.set_local_description(await sending.create_answer())
    await watching.set_remote_description(await described(sending))
    task = asyncio.create_task(watch(film, await arrived))
    try:
        yield film
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        sending.close()
        watching.close()


async def described(connection: webrtc.RTCPeerConnection) -> webrtc.RTCSessionDescription:
    """With all candidates."""
    gathered = asyncio.Event()

    def changed(_event: webrtc.Event | None = None) -> None:
        if connection.ice_gathering_state == webrtc.RTCIceGatheringState.complete:
            gathered.set()

    connection.on("icegatheringstatechange", changed)
    changed()
    async with asyncio.timeout(WAIT_SECONDS):
        await gathered.wait()
    assert connection.local_description
    return connection.local_description


async def watch(film: Film, track: webrtc.MediaStreamTrack) -> None:
    mailbox = webrtc.MediaStreamTrackProcessor(webrtc.MediaStreamTrackProcessorInit(track, 30))
    async for frame in mailbox.readable:
        assert isinstance(frame, webrtc.VideoFrame)
        with frame:
            pixels = bytearray(frame.allocation_size())
            await frame.copy_to(pixels)
            luma = np.frombuffer(pixels, np.uint8, WIDTH_PX * HEIGHT_PX).reshape(HEIGHT_PX, WIDTH_PX)
            film.seen[number_in(luma)] = frame.metadata().rtp_timestamp
        film.seen_more.set()


@pytest.mark.parametrize(
    "taken_ms_ago",
    [
        pytest.param(lambda number: 0.0, id="at once"),
        pytest.param(lambda number: 0.0 if number < 15 else 80.0, id="a transform that takes its time begins"),
        pytest.param(lambda number: number * 37 % 90 - 30.0, id="as irregular as can be"),
        pytest.param(lambda number: 0.0 if number < 15 else 400.0, id="a leap"),
    ],
)
async def test_a_picture_is_seen_with_the_timestamp_that_was_foretold(taken_ms_ago: Callable[[int], float]) -> None:
    async with connected() as film:
        await film.show(45, taken_ms_ago)

    errors_ms = film.errors_ms()
    assert len(errors_ms) > 30
    # One of them may be further off: this thread may have lost the processor between the engine's look at its clock and
    # ours.
    assert sorted(map(abs, errors_ms))[-2] <= 2


async def test_only_the_first_pictures_go_without_and_none_is_lost() -> None:
    async with connected() as film:
        await film.show(15, lambda number: 0.0)

    known = [timestamp is not None for timestamp in film.foretold.values()]
    assert known == sorted(known)
    assert known.index(True) < 10
    assert set(film.seen) == set(range(15))


async def test_a_connection_that_sends_no_picture_leaves_nothing_behind() -> None:
    before = asyncio.all_tasks()

    async with connected():
        pass
    await asyncio.sleep(0.1)

    assert asyncio.all_tasks() == before
