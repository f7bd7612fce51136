"""The camera and the microphone of a peer for tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from djinar.testing.pictures import Scene
from djinar.testing.sounds import BLOCK_SAMPLES, Tone
from djinar.transforms.image import BgrImage
from djinar.transforms.sound import Sound

Pictures: TypeAlias = Callable[[int], npt.NDArray[np.uint8]]
"""Gives picture 0, 1, 2 ...: a ``BgrImage``, or grey of shape ``(height, width)``; any size, which may change."""

Sounds: TypeAlias = Callable[[int], npt.NDArray[np.int16]]
"""Gives block 0, 1, 2 ... of 10 ms: shape ``(480, channels)``, 48 kHz."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Camera:
    pictures: Pictures | BgrImage = field(default_factory=Scene)
    """One array is a camera that looks at it for ever."""
    frames_per_second: float = 30.0
    rotation: int = 0
    """By which degrees clockwise the pictures are to be turned: a telephone's on its side."""

    def take(self, number: int) -> npt.NDArray[np.uint8]:
        return self.pictures(number) if callable(self.pictures) else self.pictures


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Microphone:
    sounds: Sounds | Sound = field(default_factory=Tone)
    """One array, of any length, is heard over and over."""

    def hear(self, number: int) -> npt.NDArray[np.int16]:
        """The block of that number, shape ``(480, channels)``."""
        if callable(self.sounds):
            return self.sounds(number)
        first = number * BLOCK_SAMPLES
        return self.sounds.take(range(first, first + BLOCK_SAMPLES), axis=0, mode="wrap")
