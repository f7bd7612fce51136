"""How loud the microphone is, told to the page."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Annotated

import numpy as np
from annotated_types import Interval, doc

from djinar.transforms.frame import Frame
from djinar.transforms.registry import transform
from djinar.transforms.sound import RATE_HZ, Sound

_LOUDEST = 32768
_SILENCE_DB = -96.0
"""Softer than anything that 16 bits hold."""


@transform
@dataclass
class LevelMeter:
    """The microphone as it is, and how loud it is.

    Tells ``{"peak_db": -6.0, "rms_db": -9.0}``: the loudest sample and the root mean square since the last message,
    of all channels, in decibels below the loudest possible; silence is -96.
    """

    per_second: Annotated[int, Interval(ge=1, le=20), doc("How often the level is told.")] = 10
    _peak: int = field(default=0, init=False, repr=False)
    _squares: float = field(default=0.0, init=False, repr=False)
    _samples: int = field(default=0, init=False, repr=False)

    def __call__(self, sound: Sound, frame: Frame) -> Sound:
        # As 32-bit numbers, since 16 bits have no 32768.
        loudness = np.abs(sound, dtype=np.int32)
        self._peak = max(self._peak, int(loudness.max()))
        self._squares += float(np.square(loudness, dtype=np.float64).mean()) * len(sound)
        self._samples += len(sound)
        if self._samples * self.per_second >= RATE_HZ:
            frame.tell(
                {"peak_db": _decibels(self._peak), "rms_db": _decibels(math.sqrt(self._squares / self._samples))}
            )
            self._peak, self._squares, self._samples = 0, 0.0, 0
        return sound


def _decibels(loudness: float) -> float:
    """To a tenth."""
    return round(20 * math.log10(loudness / _LOUDEST), 1) if loudness else _SILENCE_DB
