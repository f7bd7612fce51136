"""Louder or softer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from annotated_types import Interval, Unit, doc

from djinar.transforms.parts.wave import glide, sound_of, wave_of
from djinar.transforms.registry import transform
from djinar.transforms.sound import Sound


@transform
@dataclass
class Volume:
    """Louder or softer.

    What becomes too loud is cut off.
    """

    gain: Annotated[int, Interval(ge=0, le=400), Unit("%"), doc("100 leaves the sound as it is, 0 is silence.")] = 100
    _reached: float | None = field(default=None, init=False, repr=False)

    def __call__(self, sound: Sound) -> Sound:
        gain = self.gain / 100
        before, self._reached = self._reached, gain
        return sound_of(wave_of(sound) * glide(gain if before is None else before, gain, len(sound)))
