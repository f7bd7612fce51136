from __future__ import annotations

import numpy as np
import pytest

from djinar.transforms.sound import RATE_HZ
from tests.unit.transforms.sounds.made import LOUDEST, Hear, knock, silence, sine, steepest


@pytest.mark.parametrize("delay_ms", [20, 300, 1000])
def test_a_knock_comes_back_softer_and_softer(delay_ms: int) -> None:
    hear = Hear("echo_effect", delay_ms=delay_ms, feedback=50, mix=60)

    heard = hear(knock(seconds=2.5))

    [times] = np.nonzero(heard[:, 0])
    assert list(times[:3]) == [0, delay_ms * RATE_HZ // 1000, 2 * delay_ms * RATE_HZ // 1000]
    assert list(heard[times[:3], 0]) == [10_000, 6_000, 3_000]


def test_without_feedback_there_is_one_echo() -> None:
    heard = Hear("echo_effect", delay_ms=100, feedback=0)(knock())

    assert np.count_nonzero(heard) == 2


def test_without_mix_the_voice_is_alone() -> None:
    said = sine()

    assert np.array_equal(Hear("echo_effect", mix=0)(said), said)


@pytest.mark.parametrize("delay_ms", [20, 130])
def test_blocks_fit_together(delay_ms: int) -> None:
    said = sine()

    heard = Hear("echo_effect", delay_ms=delay_ms)(said)

    assert np.array_equal(heard, Hear("echo_effect", delay_ms=delay_ms)(said, block=len(said)))


def test_the_loudest_voice_does_not_wrap() -> None:
    said = sine(amplitude=LOUDEST, pitch_hz=100)

    heard = Hear("echo_effect", delay_ms=20, feedback=90, mix=100)(said)

    assert (heard.min(), heard.max()) == (-32768, 32767)
    assert steepest(heard) < LOUDEST


def test_a_change_does_not_click() -> None:
    hear = Hear("echo_effect", delay_ms=300, feedback=40, mix=60)
    said = sine()
    before = hear(said)
    hear.set_options(delay_ms=205, feedback=0, mix=100)

    after = hear(said)

    assert steepest(np.concatenate([before, after])) <= 2.5 * steepest(said)


def test_echoes_of_one_session_are_not_heard_in_another() -> None:
    Hear("echo_effect")(sine())

    assert not Hear("echo_effect")(silence()).any()


def test_a_microphone_that_becomes_stereo_is_heard() -> None:
    hear = Hear("echo_effect")
    hear(sine())

    assert hear(sine(channels=2)).any(axis=0).all()
