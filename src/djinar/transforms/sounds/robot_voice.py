"""The voice of a robot."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

import numpy as np
from annotated_types import Interval, Unit, doc

from djinar.transforms.parts.wave import DelayLine, Wave, glide, sound_of, wave_of
from djinar.transforms.registry import transform
from djinar.transforms.sound import RATE_HZ, Sound

_TUBE = RATE_HZ // 160
"""As long as sound takes through a tube of two metres, which then hums at 160 Hz and its multiples."""


@transform
@dataclass
class RobotVoice:
    """The voice of a robot: chopped into buzzing, sent through a metal tube.

    It is fun, and no disguise: whoever knows a voice may know it still.
    Source: ring modulation, by which the BBC's Daleks spoke; then a comb filter.
    """

    pitch_hz: Annotated[int, Interval(ge=10, le=200), Unit("Hz"), doc("Of the buzzing.")] = 50
    buzz: Annotated[int, Interval(ge=0, le=100), Unit("%"), doc("How much of the voice is chopped.")] = 100
    metal: Annotated[int, Interval(ge=0, le=90), Unit("%"), doc("How long the tube rings.")] = 50
    _tube: DelayLine | None = field(default=None, init=False, repr=False)
    _turns: float = field(default=0.0, init=False, repr=False)
    _reached: tuple[float, float, float] | None = field(default=None, init=False, repr=False)

    def __call__(self, sound: Sound) -> Sound:
        count, channels = sound.shape
        if self._tube is None or self._tube.channels != channels:
            self._tube = DelayLine(_TUBE, channels)
        wanted = self.pitch_hz, self.buzz / 100, self.metal / 100
        (pitch_hz, buzz, metal), self._reached = self._reached or wanted, wanted
        buzzing = glide(buzz, wanted[1], count)
        chopped = wave_of(sound) * (1 - buzzing + buzzing * self._oscillation(pitch_hz, wanted[0], count))
        return sound_of(_ringing(self._tube, chopped, glide(metal, wanted[2], count)))

    def _oscillation(self, begin_hz: float, end_hz: float, count: int) -> Wave:
        """A sine that goes on where the last one stopped."""
        turns = self._turns + np.cumsum(glide(begin_hz, end_hz, count) / RATE_HZ, axis=0, dtype=np.float64)
        self._turns = turns[-1, 0] % 1
        return np.sin(2 * np.pi * turns).astype(np.float32)


def _ringing(tube: DelayLine, wave: Wave, metal: Wave) -> Wave:
    """Softer by as much as the tube makes it louder."""
    pieces = []
    for at in range(0, len(wave), _TUBE):
        piece, strength = wave[at : at + _TUBE], metal[at : at + _TUBE]
        ringing = piece * (1 - strength / 2) + tube.read(_TUBE, len(piece)) * strength
        tube.write(ringing)
        pieces.append(ringing)
    return np.concatenate(pieces)
