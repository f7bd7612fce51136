"""Sound to reckon with."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from djinar.transforms.sound import Sound

Wave: TypeAlias = npt.NDArray[np.float32]
"""Shape ``(samples, channels)``, in the units of ``Sound`` but without its limits."""


def wave_of(sound: Sound) -> Wave:
    return sound.astype(np.float32)


def sound_of(wave: Wave) -> Sound:
    """What is too loud is cut off at the loudest; it never wraps round."""
    return np.rint(wave).clip(-32768, 32767).astype(np.int16)


def glide(begin: float, end: float, samples: int) -> Wave:
    """A value on its way to another, which the last sample has: a sudden change would be heard as a click."""
    return np.linspace(begin, end, samples + 1, dtype=np.float32)[1:, np.newaxis]


class DelayLine:
    """The sound of the last moments, silence to begin with."""

    def __init__(self, samples: int, channels: int) -> None:
        self.channels = channels
        self._past: Wave = np.zeros((samples, channels), np.float32)
        self._now = 0

    def read(self, delay: int, count: int) -> Wave:
        """So many samples from so many ago; ``count`` is at most ``delay``, and that at most the line's length."""
        return self._past[(self._now - delay + np.arange(count)) % len(self._past)]

    def write(self, wave: Wave) -> None:
        """The oldest samples are forgotten."""
        self._past[(self._now + np.arange(len(wave))) % len(self._past)] = wave
        self._now += len(wave)
