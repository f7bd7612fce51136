from __future__ import annotations

import numpy as np
import pytest

from tests.unit.transforms.sounds.made import LOUDEST, Hear, loudness, silence, sine, steepest


@pytest.mark.parametrize("gain", [0, 25, 50, 100, 200, 400])
@pytest.mark.parametrize("channels", [1, 2])
def test_sound_becomes_as_loud_as_asked_for(gain: int, channels: int) -> None:
    said = sine(channels=channels)

    heard = Hear("volume", gain=gain)(said)

    assert loudness(heard) == pytest.approx(loudness(said) * gain / 100, rel=0.01)


def test_at_100_the_sound_stays_as_it_is() -> None:
    said = sine()

    assert np.array_equal(Hear("volume", gain=100)(said), said)


def test_what_becomes_too_loud_is_cut_off_and_does_not_wrap() -> None:
    said = sine(amplitude=LOUDEST)

    heard = Hear("volume", gain=400)(said)

    assert (heard.min(), heard.max()) == (-32768, 32767)
    assert np.all(np.sign(heard) == np.sign(said))


def test_blocks_fit_together() -> None:
    said = sine()

    assert np.array_equal(Hear("volume", gain=170)(said), Hear("volume", gain=170)(said, block=len(said)))


def test_a_change_does_not_click() -> None:
    hear = Hear("volume", gain=100)
    said = sine()
    before = hear(said)
    hear.set_options(gain=0)

    after = hear(said)

    assert steepest(np.concatenate([before, after])) <= steepest(said) + 20
    assert not after[480:].any()


def test_silence_stays_silence() -> None:
    assert not Hear("volume", gain=400)(silence()).any()
