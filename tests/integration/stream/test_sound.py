"""What the peer hears."""

from __future__ import annotations

import pytest

from tests.integration.peers.aiortc_peer import TONE_HZ
from tests.integration.peers.tones import loudness, pitch_hz
from tests.integration.stream.conftest import Connect


async def test_an_echo_returns_the_microphone(connect: Connect) -> None:
    peer = await connect(video=None)

    sound = await peer.heard(seconds=0.5)

    assert pitch_hz(sound) == pytest.approx(TONE_HZ, abs=5)
    assert loudness(sound) > 2000


async def test_a_file_of_another_rate_is_heard_at_its_own_pitch(connect: Connect) -> None:
    peer = await connect(path="/greeter", video=None)

    sound = await peer.heard(seconds=0.5)

    assert pitch_hz(sound) == pytest.approx(440, abs=5)


async def test_a_file_is_heard_by_a_peer_without_a_microphone(connect: Connect) -> None:
    peer = await connect(path="/greeter", video="sendonly", audio="recvonly")

    sound = await peer.heard(seconds=0.5)

    assert pitch_hz(sound) == pytest.approx(440, abs=5)


async def test_a_mute_stream_sends_no_sound(connect: Connect) -> None:
    peer = await connect(path="/quiet")

    for _ in range(5):
        await peer.pictures.next()

    assert peer.sounds.items == []
