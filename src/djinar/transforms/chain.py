"""Transforms one after another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from djinar.transforms.form import Form
from djinar.transforms.frame import Frame
from djinar.transforms.image import BgrImage, Image, checked_image
from djinar.transforms.options import OptionValue
from djinar.transforms.sound import Sound
from djinar.transforms.transform import Running, Transform


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody asks for; nothing of it is checked."""

    name: str
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One transform of a chain, with all its options and its state."""

    transform: Transform
    options: Mapping[str, OptionValue]
    running: Running

    @classmethod
    def of(cls, transform: Transform, options: Mapping[str, OptionValue] | None = None) -> Step:
        """A new one; options not named have their defaults, those named are checked."""
        return cls(transform, transform.defaults | dict(options or {}), transform.begin())

    def prepare(self) -> None:
        """Make the object of a class ready for its next call. May block, as when it loads a model."""
        self.running.prepare(self.options)

    def see(self, image: Image, frame: Frame) -> Any:
        """What the transform makes of a picture, or an awaitable of it; ``checked`` tells whether it is one."""
        return self.running(image.to(self.transform.takes), frame, self.options)

    def hear(self, sound: Sound, frame: Frame) -> Any:
        return self.running(sound, frame, self.options)

    def checked(self, returned: object) -> Image:
        """Raises:
        InvalidImage: the transform returned something that is no picture.
        """
        return checked_image(returned, self.transform.gives)


def rendered(steps: Iterable[Step], image: BgrImage, frame: Frame) -> BgrImage:
    """A picture through a chain of plain transforms, without a session. Blocking; ``image`` may be written to.

    Raises:
        InvalidImage: a transform returned something that is no picture.
    """
    current = Image(Form.BGR, image)
    for step in steps:
        current = step.checked(step.see(current, frame))
    return current.to(Form.BGR)
