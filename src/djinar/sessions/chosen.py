"""What a peer chose of what its stream offers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from djinar.exceptions import ChainTooLong, ChoiceError, UnknownTransform
from djinar.sessions.messages import InvalidMessage
from djinar.transforms.chain import Choice, Step
from djinar.transforms.options import JsonValue, as_json, checked
from djinar.transforms.transform import Transform


class ChosenTransforms:
    """A chain of transforms, the stream's first one to begin with; empty where the stream offers none.

    It is changed between two pictures, never in the middle of one.
    """

    def __init__(self, offered: Mapping[str, Transform], max_length: int) -> None:
        self._offered = offered
        self._max_length = max_length
        self.steps = tuple(map(Step.of, list(offered.values())[:1]))
        self.times_chosen = 1

    @property
    def changing(self) -> tuple[Step, ...]:
        """Without those that change nothing."""
        return tuple(step for step in self.steps if not step.transform.keeps_picture)

    @property
    def names(self) -> list[str]:
        return [step.transform.name for step in self.steps]

    @property
    def as_json(self) -> list[dict[str, object]]:
        return [{"name": step.transform.name, "options": as_json(step.options)} for step in self.steps]

    def choose(self, choices: Sequence[Choice]) -> None:
        """Use another chain; a transform that stays keeps its state. Nothing changes when it raises.

        Raises:
            ChainTooLong: more than allowed.
            UnknownTransform: the stream does not offer one of them.
            OptionError: an option is refused.
        """
        if len(choices) > self._max_length:
            raise ChainTooLong(len(choices), self._max_length)
        before = list(self.steps)
        steps = []
        for index, choice in enumerate(choices):
            with _naming(index):
                steps.append(self._step(choice, before))
        self.steps = tuple(steps)
        self.times_chosen += 1

    def _step(self, choice: Choice, before: list[Step]) -> Step:
        transform = self._offered.get(choice.name)
        if transform is None:
            raise UnknownTransform(choice.name, list(self._offered))
        step = Step.of(transform, checked(transform.options, choice.options))
        for same in before:
            if same.transform is transform:
                before.remove(same)
                return Step(transform, step.options, same.running)
        return step

    def set_options(self, index: int, options: Mapping[str, object]) -> dict[str, JsonValue]:
        """Change some options of one transform, the others stay; all that it has now.

        Raises:
            OptionError: one is refused, and none is changed.
            InvalidMessage: the chain is not that long.
        """
        if not 0 <= index < len(self.steps):
            raise InvalidMessage(f"There is no transform at index {index} of a chain of {len(self.steps)}.")
        step = self.steps[index]
        with _naming(index):
            changed = Step(step.transform, {**step.options, **checked(step.transform.options, options)}, step.running)
        self._replace(step, changed)
        return as_json(changed.options)

    def renew(self, step: Step) -> None:
        """Forget the state of a transform that hangs: the call that hangs still has it."""
        for current in self.steps:
            if current.running is step.running:
                self._replace(current, Step(current.transform, current.options, current.transform.begin()))

    def _replace(self, step: Step, other: Step) -> None:
        self.steps = tuple(other if known is step else known for known in self.steps)


@contextmanager
def _naming(index: int) -> Iterator[None]:
    try:
        yield
    except ChoiceError as error:
        error.index = index
        raise
