"""How long the peer's own sound waits, with tracks of this process for the peer's."""

from __future__ import annotations

import asyncio

import pytest
import webrtc

from djinar.media.echo import Echo

BLOCK_SAMPLES = 480
BLOCK_SECONDS = 0.01


def block(number: int) -> webrtc.AudioData:
    return webrtc.AudioData(
        webrtc.AudioDataInit(
            format="s16",
            sample_rate=48_000,
            number_of_frames=BLOCK_SAMPLES,
            number_of_channels=1,
            timestamp=number * 10_000,
            data=bytes(2 * BLOCK_SAMPLES),
        )
    )


async def blocks_heard(echo: Echo, microphone: webrtc.MediaStreamTrackGenerator, spoken: int) -> int:
    """How many blocks came back when so many were spoken."""
    writer = microphone.writable.get_writer()
    ear = webrtc.MediaStreamTrackProcessor(webrtc.MediaStreamTrackProcessorInit(echo.track, spoken))
    task = asyncio.create_task(echo.run())
    for number in range(spoken):
        await writer.write(block(number))
        await asyncio.sleep(BLOCK_SECONDS)  # as a microphone does
    await asyncio.sleep(10 * BLOCK_SECONDS)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return ear.total_frames


@pytest.mark.parametrize(("picture_age_ms", "blocks_held"), [(0, 0), (60, 0), (90, 3), (110, 5), (5_000, 5)])
async def test_sound_waits_for_a_picture_that_takes_its_time(picture_age_ms: float, blocks_held: int) -> None:
    microphone = webrtc.MediaStreamTrackGenerator("audio")
    echo = Echo(microphone, lambda: picture_age_ms)

    heard = await blocks_heard(echo, microphone, spoken=10)

    assert heard == 10 - blocks_held
