"""The chains of a session, one for pictures and one for sound, and what runs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Protocol

from djinar.exceptions import ChoiceError
from djinar.sessions.chosen import ChosenTransforms
from djinar.sessions.failures import Failures
from djinar.sessions.limits import Limits
from djinar.sessions.messages import Kind
from djinar.sessions.rendering import Renderer
from djinar.sessions.sounding import SoundRenderer
from djinar.sessions.threads import TransformThreads
from djinar.sessions.turns import Told, Turns
from djinar.transforms.chain import Choice
from djinar.transforms.transform import Transform

_FRAMES_A_PICTURE: Mapping[Kind, int] = {"video": 1, "audio": 3}
"""A hundred blocks of sound come in the time of some thirty pictures."""


class ChainListener(Protocol):
    """Told of what transforms do, on the media loop."""

    def told(self, told: Told, rtp_timestamp: int | None = None) -> None: ...

    def transform_failed(self, kind: Kind, name: str, why: str) -> None:
        """Now and then, while one fails."""


class Chains:
    def __init__(
        self,
        offered: Mapping[Kind, Mapping[str, Transform]],
        limits: Limits,
        threads: TransformThreads,
        listener: ChainListener,
    ) -> None:
        self.chosen = {kind: ChosenTransforms(known, limits.max_chain_length) for kind, known in offered.items()}
        most = {kind: limits.max_transform_failures * frames for kind, frames in _FRAMES_A_PICTURE.items()}
        self.failures = {
            kind: Failures(chosen, most[kind], partial(listener.transform_failed, kind))
            for kind, chosen in self.chosen.items()
        }
        turns = Turns(threads, limits.transform_deadline_seconds)
        self.pictures = Renderer(self.chosen["video"], turns, self.failures["video"], listener.told)
        self.sound = SoundRenderer(self.chosen["audio"], turns, self.failures["audio"], listener.told)

    def begin_with(self, chains: Mapping[Kind, Sequence[Choice]]) -> None:
        """Raises:
        ChoiceError: a transform or an option is refused; it has the kind.
        """
        for kind, choices in chains.items():
            try:
                self.chosen[kind].choose(choices)
            except ChoiceError as error:
                error.kind = kind
                raise
