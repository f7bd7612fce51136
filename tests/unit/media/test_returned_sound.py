"""What the peer hears of its own sound, with tracks of this process for the peer's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import numpy as np
import pytest
import webrtc

from djinar.media.returned_sound import ReceivedSound, RenderSound, ReturnedSound
from djinar.media.samples import Samples

BLOCK_SAMPLES = 480
BLOCK_SECONDS = 0.01
WAIT_SECONDS = 5.0


@dataclass
class Conversation:
    """A microphone, an ear, and what is between them."""

    returned: ReturnedSound
    microphone: webrtc.MediaStreamTrackGenerator
    heard: list[Samples] = field(default_factory=list)
    heard_more: asyncio.Event = field(default_factory=asyncio.Event)

    async def say(self, *blocks: Samples, rate_hz: int = 48_000) -> None:
        writer = self.microphone.writable.get_writer()
        for samples in blocks:
            described = webrtc.AudioDataInit(
                format="s16",
                sample_rate=rate_hz,
                number_of_frames=samples.shape[0],
                number_of_channels=samples.shape[1],
                timestamp=0,
                data=samples.tobytes(),
            )
            await writer.write(webrtc.AudioData(described))
            await asyncio.sleep(BLOCK_SECONDS)  # as a microphone does
        writer.release_lock()

    async def hears(self, blocks: int) -> Samples:
        """The first so many blocks."""
        async with asyncio.timeout(WAIT_SECONDS):
            while len(self.heard) < blocks:
                self.heard_more.clear()
                await self.heard_more.wait()
        return np.concatenate(self.heard[:blocks])


@asynccontextmanager
async def conversation(
    render: RenderSound, picture_age_ms: Callable[[], float] = lambda: 0.0
) -> AsyncIterator[Conversation]:
    microphone = webrtc.MediaStreamTrackGenerator("audio")
    talk = Conversation(ReturnedSound(microphone, render, picture_age_ms), microphone)
    ear = webrtc.MediaStreamTrackProcessor(webrtc.MediaStreamTrackProcessorInit(talk.returned.track, 100))
    tasks = [asyncio.create_task(talk.returned.run()), asyncio.create_task(listen(talk, ear))]
    try:
        yield talk
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def listen(talk: Conversation, ear: webrtc.MediaStreamTrackProcessor) -> None:
    async for block in ear.readable:
        assert isinstance(block, webrtc.AudioData)
        with block:
            samples = np.empty((block.number_of_frames, block.number_of_channels), np.int16)
            block.copy_to(samples.data.cast("B"), webrtc.AudioDataCopyToOptions(plane_index=0, format="s16"))
        talk.heard.append(samples)
        talk.heard_more.set()


def ramp(number: int, samples: int = BLOCK_SAMPLES, channels: int = 1) -> Samples:
    """Every sample differs from the others."""
    first = number * samples * channels
    return np.arange(first, first + samples * channels, dtype=np.int16).reshape(samples, channels)


async def untouched(sound: ReceivedSound) -> ReceivedSound:
    return sound


async def halved(sound: ReceivedSound) -> Samples:
    return sound.samples() // 2


async def failing(sound: ReceivedSound) -> None:
    return None


@pytest.mark.parametrize("channels", [1, 2])
async def test_untouched_sound_comes_back_bit_by_bit(channels: int) -> None:
    said = [ramp(number, channels=channels) for number in range(5)]

    async with conversation(untouched) as talk:
        await talk.say(*said)
        heard = await talk.hears(blocks=5)

    assert np.array_equal(heard, np.concatenate(said))


@pytest.mark.parametrize("channels", [1, 2])
async def test_what_is_heard_is_what_the_render_call_made_of_it(channels: int) -> None:
    said = [ramp(number, channels=channels) for number in range(5)]

    async with conversation(halved) as talk:
        await talk.say(*said)
        heard = await talk.hears(blocks=5)

    assert np.array_equal(heard, np.concatenate(said) // 2)


async def test_a_render_call_that_fails_lets_only_silence_out() -> None:
    async with conversation(failing) as talk:
        await talk.say(*map(ramp, range(1, 6)))
        heard = await talk.hears(blocks=5)

    assert heard.shape == (5 * BLOCK_SAMPLES, 1)
    assert not heard.any()


async def test_a_render_call_may_gather_a_few_blocks() -> None:
    gathered: list[Samples] = []

    async def in_threes(sound: ReceivedSound) -> Samples:
        gathered.append(sound.samples())
        if len(gathered) < 3:
            return np.empty((0, 1), np.int16)
        together = np.concatenate(gathered)
        gathered.clear()
        return together

    async with conversation(in_threes) as talk:
        await talk.say(*map(ramp, range(6)))
        heard = await talk.hears(blocks=6)

    assert np.array_equal(heard, np.concatenate([*map(ramp, range(6))]))


async def test_a_slow_render_call_loses_the_oldest_blocks_and_keeps_the_delay() -> None:
    said_last = asyncio.Event()
    rendered: list[int] = []

    async def stuck(sound: ReceivedSound) -> Samples:
        samples = sound.samples()
        rendered.append(int(samples[0, 0]) // BLOCK_SAMPLES)
        await said_last.wait()
        return samples

    async with conversation(stuck) as talk:
        await talk.say(*map(ramp, range(20)))
        said_last.set()
        await talk.hears(blocks=6)

    assert rendered == [0, 15, 16, 17, 18, 19]
    assert (talk.returned.blocks_in, talk.returned.blocks_dropped) == (20, 14)


@pytest.mark.parametrize(("rate_hz", "codec"), [(8_000, "G.711"), (16_000, "G.722")])
async def test_a_codec_of_another_rate_is_rendered_at_48_khz(rate_hz: int, codec: str) -> None:
    times = np.arange(20 * rate_hz // 100) / rate_hz
    tone = (8_000 * np.sin(2 * np.pi * 500 * times)).astype(np.int16).reshape(20, -1, 1)
    taken: list[Samples] = []

    async def taking(sound: ReceivedSound) -> Samples:
        taken.append(sound.samples())
        return taken[-1]

    async with conversation(taking) as talk:
        await talk.say(*tone, rate_hz=rate_hz)
        await talk.hears(blocks=20)

    assert {samples.shape for samples in taken} == {(BLOCK_SAMPLES, 1)}
    whole = np.concatenate(taken)[BLOCK_SAMPLES:, 0]
    pitch_hz = np.abs(np.fft.rfft(whole)).argmax() * 48_000 / len(whole)
    assert pitch_hz == pytest.approx(500, abs=6)
    assert np.abs(np.diff(whole.astype(int))).max() < 600  # no click: a tone's steepest step is 524


async def test_silence_is_as_long_as_the_block_of_another_rate() -> None:
    async with conversation(failing) as talk:
        await talk.say(*(ramp(number, samples=80) for number in range(5)), rate_hz=8_000)
        heard = await talk.hears(blocks=5)

    assert heard.shape == (5 * BLOCK_SAMPLES, 1)


@pytest.mark.parametrize("render", [untouched, halved])
@pytest.mark.parametrize(("picture_age_ms", "blocks_held"), [(0, 0), (60, 0), (90, 3), (110, 5), (5_000, 5)])
async def test_sound_waits_for_a_picture_that_takes_its_time(
    render: RenderSound, picture_age_ms: float, blocks_held: int
) -> None:
    async with conversation(render, lambda: picture_age_ms) as talk:
        await talk.say(*map(ramp, range(10)))
        await asyncio.sleep(10 * BLOCK_SECONDS)  # for what should not come

    assert len(talk.heard) == 10 - blocks_held
