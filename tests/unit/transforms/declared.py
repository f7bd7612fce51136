"""Functions and options that declare whatever a test wants."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

from djinar.transforms.options import Option, OptionValue, declared_options


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
