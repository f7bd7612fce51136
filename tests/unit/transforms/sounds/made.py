"""Sounds, and the way of one through a transform as a session would take it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from djinar.transforms.chain import Step
from djinar.transforms.frame import Frame
from djinar.transforms.options import OptionValue
from djinar.transforms.registry import resolve
from djinar.transforms.sound import RATE_HZ, Sound

BLOCK = RATE_HZ // 100
LOUDEST = 32767


def sine(pitch_hz: float = 440, seconds: float = 0.5, amplitude: float = 8_000, channels: int = 1) -> Sound:
    times = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    return np.repeat((amplitude * np.sin(2 * np.pi * pitch_hz * times)).astype(np.int16)[:, np.newaxis], channels, 1)


def silence(seconds: float = 0.5) -> Sound:
    return np.zeros((int(seconds * RATE_HZ), 1), np.int16)


def knock(seconds: float = 1.0, amplitude: int = 10_000) -> Sound:
    """One sample, then silence."""
    sound = silence(seconds)
    sound[0] = amplitude
    return sound


def loudness(sound: Sound) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(np.square(sound.astype(np.float64)))))


def strength_at(sound: Sound, pitch_hz: float) -> float:
    """The amplitude of one frequency in the first channel."""
    heard = sound[:, 0].astype(np.float64)
    times = np.arange(len(heard)) / RATE_HZ
    return float(2 * abs(np.mean(heard * np.exp(-2j * np.pi * pitch_hz * times))))


def steepest(sound: Sound) -> int:
    """The largest step from a sample to the next: a click is a large one."""
    return int(np.abs(np.diff(sound.astype(np.int64), axis=0)).max())


class Hear:
    """One session with one transform."""

    def __init__(self, name: str, **options: OptionValue) -> None:
        self._step = Step.of(resolve([name])[name], options)
        self.messages: list[Mapping[str, object]] = []

    def set_options(self, **options: OptionValue) -> None:
        self._step = Step(self._step.transform, {**self._step.options, **options}, self._step.running)

    def __call__(self, sound: Sound, block: int = BLOCK) -> Sound:
        """All of a sound, in blocks as they come."""
        return np.concatenate([self._block(sound[at : at + block].copy()) for at in range(0, len(sound), block)])

    def _block(self, sound: Sound) -> Sound:
        frame = Frame(time_seconds=0.0, number=0, messages=[])
        heard: npt.NDArray[np.int16] = self._step.hear(sound, frame)
        assert heard.dtype == np.int16
        assert heard.shape == sound.shape
        self.messages += frame.messages
        return heard
