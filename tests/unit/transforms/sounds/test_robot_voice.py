from __future__ import annotations

import numpy as np
import pytest

from tests.unit.transforms.sounds.made import LOUDEST, Hear, loudness, silence, sine, steepest, strength_at


@pytest.mark.parametrize("pitch_hz", [30, 50, 120])
def test_a_tone_is_split_in_two(pitch_hz: int) -> None:
    heard = Hear("robot_voice", pitch_hz=pitch_hz, buzz=100, metal=0)(sine(1_000))

    assert strength_at(heard, 1_000 - pitch_hz) == pytest.approx(4_000, rel=0.03)
    assert strength_at(heard, 1_000 + pitch_hz) == pytest.approx(4_000, rel=0.03)
    assert strength_at(heard, 1_000) < 100


def test_without_buzz_and_metal_the_voice_stays_as_it_is() -> None:
    said = sine()

    assert np.array_equal(Hear("robot_voice", buzz=0, metal=0)(said), said)


def test_the_tube_rings_on() -> None:
    said = np.concatenate([sine(seconds=0.1), silence(0.1)])

    ringing = Hear("robot_voice", metal=90)(said)[-4_800:]
    dead = Hear("robot_voice", metal=0)(said)[-4_800:]

    assert loudness(ringing) > 100
    assert not dead.any()


@pytest.mark.parametrize("channels", [1, 2])
def test_blocks_fit_together(channels: int) -> None:
    said = sine(channels=channels)

    heard = Hear("robot_voice", pitch_hz=47)(said)
    at_once = Hear("robot_voice", pitch_hz=47)(said, block=len(said))

    assert np.abs(heard.astype(int) - at_once).max() <= 1
    assert steepest(heard) <= 2 * steepest(said)


def test_the_loudest_voice_does_not_wrap() -> None:
    heard = Hear("robot_voice", metal=90)(sine(160, amplitude=LOUDEST))

    assert steepest(heard) < LOUDEST


def test_a_change_does_not_click() -> None:
    hear = Hear("robot_voice", pitch_hz=50, buzz=100, metal=50)
    said = sine()
    before = hear(said)
    hear.set_options(pitch_hz=120, buzz=30, metal=0)

    after = hear(said)

    assert steepest(np.concatenate([before, after])) <= 2 * steepest(said)


def test_silence_stays_silence() -> None:
    assert not Hear("robot_voice")(silence()).any()
