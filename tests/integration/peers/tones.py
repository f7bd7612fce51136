"""What the synthetic microphone hears, and how test sounds are compared. 48 kHz, ``int16``."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from djinar import testing
from djinar.testing import loudness

__all__ = ["BLOCK_SAMPLES", "RATE_HZ", "Samples", "loudness", "pitch_hz", "tone"]

RATE_HZ = 48_000
BLOCK_SAMPLES = 960

Samples = npt.NDArray[np.int16]
"""One channel."""


def tone(pitch_hz: float, first_sample: int, samples: int = BLOCK_SAMPLES) -> Samples:
    times = (first_sample + np.arange(samples)) / RATE_HZ
    return np.asarray(8000 * np.sin(2 * np.pi * pitch_hz * times), dtype=np.int16)


def pitch_hz(sound: Samples) -> float:
    """The strongest frequency."""
    return testing.pitch_hz(sound[:, np.newaxis])
