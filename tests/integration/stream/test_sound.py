"""What the peer hears."""

from __future__ import annotations

import pytest

from djinar.testing import NothingArrived, Tone, loudness, pitch_hz, stream_client
from tests.site.streams import Greeter, Hoarse, Quiet, Studio


async def test_an_echo_returns_the_microphone() -> None:
    async with stream_client(Studio, camera=None, microphone=Tone(pitch_hz=1000)) as peer:
        sound = await peer.audio(seconds=0.5)

    assert pitch_hz(sound) == pytest.approx(1000, abs=5)
    assert loudness(sound) > 1000


async def test_a_file_of_another_rate_is_heard_at_its_own_pitch() -> None:
    async with stream_client(Greeter) as peer:
        sound = await peer.audio(seconds=0.5)

    assert pitch_hz(sound) == pytest.approx(440, abs=5)


async def test_a_file_is_heard_by_a_peer_without_a_microphone() -> None:
    async with stream_client(Greeter, microphone=None) as peer:
        sound = await peer.audio(seconds=0.5)

    assert pitch_hz(sound) == pytest.approx(440, abs=5)


async def test_a_mute_stream_sends_no_sound() -> None:
    async with stream_client(Quiet) as peer:
        with pytest.raises(NothingArrived, match="no sound"):
            await peer.audio()


async def test_a_sound_transform_that_fails_from_the_start_is_told_and_heard_as_silence() -> None:
    async with stream_client(Hoarse, camera=None) as peer:
        report = await peer.error()
        ended = await peer.ended()

    assert report["detail"] == "The transform 'hoarse' raised RuntimeError; there is silence instead."
    assert ended == "transform-failed"
