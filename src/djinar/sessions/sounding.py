"""Runs the chosen transforms on the sound of a session, and fails closed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import takewhile

import numpy as np

from djinar.media.returned_sound import ReceivedSound
from djinar.media.samples import Samples
from djinar.sessions.chosen import ChosenTransforms
from djinar.sessions.failures import Failures
from djinar.sessions.turns import StepFailed, Told, Turn, Turns
from djinar.transforms.chain import Step
from djinar.transforms.frame import Frame
from djinar.transforms.sound import BLOCK_MS, RATE_HZ, checked_sound

_SAMPLES_A_MS = RATE_HZ // 1000


class SoundRenderer:
    """In use on the media loop, the samples on worker threads.

    Sound whose transform fails is never sent, but silence: the transform may be there to disguise a voice.
    """

    def __init__(
        self, chosen: ChosenTransforms, turns: Turns, failures: Failures, tell: Callable[[Told], None]
    ) -> None:
        self._chosen = chosen
        self._turns = turns
        self._failures = failures
        self._tell = tell
        self._gathered: list[Samples] = []
        self._heard_ms = 0

    async def __call__(self, received: ReceivedSound) -> ReceivedSound | Samples:
        """The sound to send: nothing yet when a transform asks for more at a time, silence when one failed.

        Raises:
            TransformGaveUp: that happened too many times.
            ServerStopping: there are no threads any more.
        """
        self._heard_ms += BLOCK_MS
        steps = self._chosen.changing
        if not steps and not self._gathered:
            return received
        samples = received.samples()
        if self._gathered and self._gathered[0].shape != samples.shape:
            self._gathered = []  # from mono to stereo, or back
        self._gathered.append(samples)
        wanted_ms = math.lcm(*(step.transform.block_ms for step in steps))
        if len(self._gathered) * BLOCK_MS % wanted_ms:
            return samples[:0]
        sound, self._gathered = np.concatenate(self._gathered), []
        try:
            return await self._apply(steps, sound, self._heard_ms - len(sound) // _SAMPLES_A_MS)
        except StepFailed as failed:
            self._failures.add(failed)
            return np.zeros_like(sound)

    async def _apply(self, steps: Sequence[Step], sound: Samples, began_ms: int) -> Samples:
        turn = Turn()
        while True:
            plain = list(takewhile(lambda step: not step.transform.is_async, steps))
            awaited = steps[len(plain) : len(plain) + 1]
            sound = await self._turns.on_thread(turn, _heard, plain, sound, began_ms, awaited)
            if not awaited:
                break
            sound = await self._awaited(turn, awaited[0], sound, began_ms)
            steps = steps[len(plain) + 1 :]
        self._failures.reset()
        for told in turn.told:
            self._tell(told)
        return sound

    async def _awaited(self, turn: Turn, step: Step, sound: Samples, began_ms: int) -> Samples:
        heard = []
        for frame, block in _blocks(step, sound, began_ms):
            returned = await self._turns.here(step, partial(step.hear, block, frame))
            with turn.of(step, frame):
                heard.append(checked_sound(returned, block))
        return np.concatenate(heard)


def _heard(turn: Turn, steps: Sequence[Step], sound: Samples, began_ms: int, awaited: Sequence[Step]) -> Samples:
    for step in steps:
        heard = []
        for frame, block in _blocks(step, sound, began_ms):
            with turn.of(step, frame):
                heard.append(checked_sound(step.hear(block, frame), block))
        sound = np.concatenate(heard)
    for step in awaited:
        turn.prepare(step)
    return sound


def _blocks(step: Step, sound: Samples, began_ms: int) -> Iterator[tuple[Frame, Samples]]:
    """As much at a time as the transform asks for."""
    block_ms = step.transform.block_ms
    for first in range(0, len(sound), block_ms * _SAMPLES_A_MS):
        at_ms = began_ms + first // _SAMPLES_A_MS
        yield (
            Frame(time_seconds=at_ms / 1000, number=at_ms // block_ms),
            sound[first : first + block_ms * _SAMPLES_A_MS],
        )
