from __future__ import annotations

import numpy as np
import pytest

from djinar.testing import Tone, loudness, pitch_hz


def test_a_tone_goes_on_from_block_to_block() -> None:
    tone = Tone(pitch_hz=1000)

    sound = np.concatenate([tone(number) for number in range(50)])

    assert sound.shape == (24_000, 1)
    assert pitch_hz(sound) == pytest.approx(1000, abs=2)
    assert int(np.abs(np.diff(sound[:, 0])).max()) < 1100


def test_loudness_tells_a_tone_from_silence() -> None:
    assert loudness(np.zeros((480, 1), dtype=np.int16)) == 0
    assert loudness(Tone()(0)) > 4000
