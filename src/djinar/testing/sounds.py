"""What the synthetic microphone hears, and how sounds are compared that a codec has been at. 48 kHz, ``int16``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from djinar.transforms.sound import Sound

RATE_HZ = 48_000
BLOCK_SAMPLES = 480
"""10 ms, as the engine has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """A sine that goes on for ever, in one channel."""

    pitch_hz: float = 440.0

    def __call__(self, number: int) -> Sound:
        """The block of that number, shape ``(480, 1)``."""
        times = (number * BLOCK_SAMPLES + np.arange(BLOCK_SAMPLES)) / RATE_HZ
        return np.asarray(8000 * np.sin(2 * np.pi * self.pitch_hz * times), dtype=np.int16)[:, np.newaxis]


def loudness(sound: Sound) -> float:
    """Root mean square: 0 for silence, 5657 for a ``Tone``."""
    return float(np.sqrt(np.mean(np.square(sound.astype(np.float64)))))


def pitch_hz(sound: Sound) -> float:
    """The strongest frequency of the first channel; the longer the sound, the closer."""
    samples = sound[:, 0]
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * RATE_HZ / len(samples))
