from __future__ import annotations

import json

import numpy as np
import pytest

from djinar.transforms.sound import Sound
from tests.unit.transforms.sounds.made import BLOCK, Hear, silence, sine


def test_the_sound_stays_as_it_is() -> None:
    said = sine(channels=2)

    assert np.array_equal(Hear("level_meter")(said), said)


@pytest.mark.parametrize("per_second", [1, 10, 20])
@pytest.mark.parametrize("block", [BLOCK, 2 * BLOCK])
def test_the_level_is_told_as_often_as_asked_for(per_second: int, block: int) -> None:
    hear = Hear("level_meter", per_second=per_second)

    hear(sine(seconds=2), block)

    assert len(hear.messages) == pytest.approx(2 * per_second, rel=0.2)


@pytest.mark.parametrize(
    ("said", "peak_db", "rms_db"),
    [
        pytest.param(sine(1_000, amplitude=32_767), 0.0, -3.0, id="as loud as can be"),
        pytest.param(sine(1_000, amplitude=3_277), -20.0, -23.0, id="a tenth of it"),
        pytest.param(sine(1_000, amplitude=3_277, channels=2), -20.0, -23.0, id="stereo"),
        pytest.param(np.full((24_000, 1), -32_768, np.int16), 0.0, 0.0, id="the lowest number"),
        pytest.param(silence(), -96.0, -96.0, id="silence"),
    ],
)
def test_peak_and_mean_are_in_decibels(said: Sound, peak_db: float, rms_db: float) -> None:
    hear = Hear("level_meter")

    hear(said)

    for message in hear.messages:
        assert message == {
            "peak_db": pytest.approx(peak_db, abs=0.1),
            "rms_db": pytest.approx(rms_db, abs=0.1),
        }
    assert json.dumps(hear.messages)


def test_a_peak_is_told_once() -> None:
    hear = Hear("level_meter")

    hear(np.concatenate([sine(seconds=0.1), silence(0.1)]))

    assert [message["peak_db"] == -96.0 for message in hear.messages] == [False, True]
