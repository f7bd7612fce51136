"""Plays greeting.wav on a marimba that does not exist: ``python demo/make_greeting.py`` writes it beside this file."""

from __future__ import annotations

import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Sound = npt.NDArray[np.float64]

SAMPLE_RATE_HZ = 48_000
LENGTH_SECONDS = 5.3
START_SECONDS = 0.15
"""Silence before the first stroke, which the far end's buffer would swallow."""
BEAT_SECONDS = 0.21
FADE_SECONDS = 0.6
LEVEL_DBFS = -18.0
"""Root mean square of the whole, so that it is as loud as speech is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One stroke of a mallet."""

    beat: float
    pitch: int
    """As MIDI counts: 60 is the middle C, 12 an octave."""
    strength: float = 1.0


# A rising question, a falling answer, and a chord of D major rolled upwards to end on.
MELODY = [
    *(Note(beat=beat, pitch=pitch) for beat, pitch in [(0, 74), (1, 78), (2, 81), (3, 86), (5, 83), (6, 85), (7, 81)]),
    *(Note(beat=beat, pitch=pitch) for beat, pitch in [(9, 79), (10, 83), (11, 81), (12, 78), (13, 76)]),
    *(Note(beat=15 + roll * 0.3, pitch=pitch) for roll, pitch in enumerate([74, 78, 81, 86])),
]
BASS = [
    Note(beat=beat, pitch=pitch, strength=0.8)
    for beat, pitch in [(0, 50), (3, 57), (5, 55), (9, 52), (12, 57), (15, 50)]
]

# A bar of a marimba is carved so that its second tone lies two octaves up and its third a tenth above that.
OVERTONES = [(1.0, 1.0, 1.0), (3.93, 0.22, 0.35), (9.7, 0.05, 0.15)]
"""Pitch, strength and length of each tone against the first."""


def stroke(note: Note) -> Sound:
    """The sound of a note until it has died away."""
    pitch_hz = 440 * 2 ** ((note.pitch - 69) / 12)
    decay_seconds = 0.55 * (440 / pitch_hz) ** 0.5  # long bars ring longer
    seconds = np.arange(int(6 * decay_seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    attack = 1 - np.exp(-seconds / 0.002)  # soft mallets, and no click
    tones = [
        strength * np.exp(-seconds / (decay_seconds * length)) * np.sin(2 * np.pi * pitch_hz * pitch * seconds)
        for pitch, strength, length in OVERTONES
    ]
    struck: Sound = note.strength * attack * sum(tones)
    return struck


def played(notes: list[Note]) -> Sound:
    sound = np.zeros(int(LENGTH_SECONDS * SAMPLE_RATE_HZ))
    for note in notes:
        start = round((START_SECONDS + note.beat * BEAT_SECONDS) * SAMPLE_RATE_HZ)
        struck = stroke(note)[: len(sound) - start]
        sound[start : start + len(struck)] += struck
    return sound


def in_a_room(sound: Sound) -> Sound:
    """With a few walls around it."""
    heard = sound.copy()
    for delay_seconds, strength in [(0.031, 0.22), (0.047, 0.18), (0.073, 0.14), (0.113, 0.10), (0.179, 0.06)]:
        delay = round(delay_seconds * SAMPLE_RATE_HZ)
        heard[delay:] += strength * sound[:-delay]
    return heard


def mastered(sound: Sound) -> npt.NDArray[np.int16]:
    """Faded out, at the level, as 16 bit."""
    faded = sound.copy()
    fade = round(FADE_SECONDS * SAMPLE_RATE_HZ)
    faded[-fade:] *= np.cos(np.linspace(0, np.pi / 2, fade)) ** 2
    gain = 10 ** (LEVEL_DBFS / 20) / np.sqrt(np.mean(faded**2))
    samples: Sound = np.rint(faded * gain * 32768)
    if np.abs(samples).max() > 32767:
        raise ValueError(f"{LEVEL_DBFS} dBFS is too loud for this melody: it would clip.")
    return samples.astype(np.int16)


def main() -> None:
    samples = mastered(in_a_room(played(MELODY + BASS)))
    with wave.open(str(Path(__file__).with_name("greeting.wav")), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes(samples.astype("<i2").tobytes())


if __name__ == "__main__":
    main()
