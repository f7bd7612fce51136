"""What the synthetic microphone hears, and how test sounds are compared. 48 kHz, ``int16``."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

RATE_HZ = 48_000
BLOCK_SAMPLES = 960

Samples = npt.NDArray[np.int16]
"""One channel."""


def tone(pitch_hz: float, first_sample: int, samples: int = BLOCK_SAMPLES) -> Samples:
    times = (first_sample + np.arange(samples)) / RATE_HZ
    return np.asarray(8000 * np.sin(2 * np.pi * pitch_hz * times), dtype=np.int16)


def loudness(sound: Samples) -> float:
    """Root mean square: 0 for silence, 5657 for the tone above."""
    return float(np.sqrt(np.mean(np.square(sound.astype(np.float64)))))


def pitch_hz(sound: Samples) -> float:
    """The strongest frequency."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return float(np.argmax(spectrum) * RATE_HZ / len(sound))
