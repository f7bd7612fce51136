"""Transforms and options that declare whatever a test wants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar

import numpy as np

from djinar import BgrImage, Frame
from djinar.transforms.options import Option, OptionValue, declared_options
from djinar.transforms.transform import Transform, described

FRAME = Frame(time_seconds=0.5, number=3)
IMAGE = np.zeros((4, 6, 3), np.uint8)


class Corner(Enum):
    TOP_LEFT = "tl"
    BOTTOM_RIGHT = "br"


def option(annotation: Any, default: OptionValue) -> Option:
    """The option that a function with this one declares."""
    return declared_options(declaring(annotation, default))["level"]


def declaring(annotation: Any, *default: object) -> Callable[..., Any]:
    def function(image: object, *, level: Any) -> object:
        return image, level

    function.__annotations__["level"] = annotation
    function.__kwdefaults__ = {"level": default[0]} if default else {}
    return function


def of(source: Callable[..., Any], *, block_ms: int = 10) -> Transform:
    """The transform that this declares."""
    return described(source, "tested", keeps_picture=False, block_ms=block_ms)


@dataclass
class Counting:
    """How many pictures there were."""

    step: int = 1
    model: ClassVar[str] = "default"
    total: int = field(default=0, init=False)

    def __call__(self, image: BgrImage) -> Any:
        self.total += self.step
        return self.total
