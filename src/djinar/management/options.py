"""Options of transforms on a command line: read from text, and described."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from djinar.exceptions import OptionError
from djinar.transforms.colour import Colour
from djinar.transforms.options import Option, OptionValue, checked

_BOOLS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def options_from_text(options: Mapping[str, Option], texts: Sequence[str]) -> dict[str, OptionValue]:
    """The values of texts such as ``low=50``; of two for the same option, the last.

    Raises:
        OptionError: a name is unknown or a value is refused.
    """
    values: dict[str, object] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise OptionError(name, "needs a value, as in NAME=VALUE")
        values[name] = _value(options[name], value) if name in options else value
    return checked(options, values)


def _value(option: Option, text: str) -> object:
    """The text itself where it is none of its kind: the check of the option says so better."""
    if option.choices:
        return next((value for value, _ in option.choices if text_of(value) == text), text)
    if option.kind is bool:
        return _BOOLS.get(text.lower(), text)
    try:
        return option.kind(text) if option.kind in (int, float) else text
    except ValueError:
        return text


def described(option: Option) -> str:
    """What may be given, such as ``0 to 255``."""
    if option.choices:
        *first, last = [text_of(value) for value, _ in option.choices]
        return f"{', '.join(first)} or {last}" if first else last
    if option.kind is bool:
        return "true or false"
    if option.kind is Colour:
        return "a colour, #rrggbb"
    if option.kind is str:
        return f"text, {option.max_length} characters at most" if option.max_length else "text"
    kind = "a whole number" if option.kind is int else "a number"
    low, high = option.minimum, option.maximum
    between = {
        (True, True): f" from {low} to {high}",
        (True, False): f" from {low}",
        (False, True): f" up to {high}",
        (False, False): "",
    }[low is not None, high is not None]
    step = f" in steps of {option.step}" if option.step else ""
    return f"{kind}{between}{' ' + option.unit if option.unit else ''}{step}"


def text_of(value: OptionValue) -> str:
    """As it is given on the command line."""
    if isinstance(value, Enum):
        value = value.value
    return str(value).lower() if isinstance(value, bool) else str(value)
