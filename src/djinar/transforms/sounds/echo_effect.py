"""Echoes, as in the mountains."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

import numpy as np
from annotated_types import Interval, MultipleOf, Unit, doc

from djinar.transforms.parts.wave import DelayLine, Wave, glide, sound_of, wave_of
from djinar.transforms.registry import transform
from djinar.transforms.sound import RATE_HZ, Sound

_SAMPLES_A_MS = RATE_HZ // 1000
_LONGEST_MS = 1000
_PIECE = 10 * _SAMPLES_A_MS
"""Shorter than the shortest delay, so that an echo never needs what is not there yet."""


@transform
@dataclass
class EchoEffect:
    """Echoes that die away, as in the mountains."""

    delay_ms: Annotated[
        int, Interval(ge=20, le=_LONGEST_MS), MultipleOf(10), Unit("ms"), doc("From one echo to the next.")
    ] = 300
    feedback: Annotated[
        int, Interval(ge=0, le=90), Unit("%"), doc("How loud an echo is beside the one before; 0 leaves a single one.")
    ] = 40
    mix: Annotated[int, Interval(ge=0, le=100), Unit("%"), doc("How loud the echoes are beside the voice.")] = 60
    _line: DelayLine | None = field(default=None, init=False, repr=False)
    _reached: tuple[int, float, float] | None = field(default=None, init=False, repr=False)

    def __call__(self, sound: Sound) -> Sound:
        channels = sound.shape[1]
        if self._line is None or self._line.channels != channels:
            self._line = DelayLine(_LONGEST_MS * _SAMPLES_A_MS, channels)
        wave = wave_of(sound)
        pieces = [self._with_echoes(self._line, wave[at : at + _PIECE]) for at in range(0, len(wave), _PIECE)]
        return sound_of(np.concatenate(pieces))

    def _with_echoes(self, line: DelayLine, wave: Wave) -> Wave:
        count = len(wave)
        wanted = self.delay_ms * _SAMPLES_A_MS, self.feedback / 100, self.mix / 100
        (old_delay, feedback, mix), self._reached = self._reached or wanted, wanted
        echoes = line.read(wanted[0], count)
        if old_delay != wanted[0]:
            fade_in = glide(0, 1, count)
            echoes = echoes * fade_in + line.read(old_delay, count) * (1 - fade_in)
        line.write(wave + echoes * glide(feedback, wanted[1], count))
        return wave + echoes * glide(mix, wanted[2], count)
