"""Options of a transform: read from its signature, checked when a value arrives."""

from __future__ import annotations

import inspect
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias, get_args, get_origin, get_type_hints

from annotated_types import BaseMetadata, Ge, GroupedMetadata, Gt, Le, Lt, Unit

from djinar.exceptions import ConfigurationError, OptionError

OptionValue: TypeAlias = bool | int | float | str

_KINDS: tuple[type[OptionValue], ...] = (bool, int, float, str)
_WORDS = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}
_COMPARISONS: dict[type[BaseMetadata], tuple[str, str]] = {
    Ge: ("ge", "at least"),
    Gt: ("gt", "more than"),
    Le: ("le", "at most"),
    Lt: ("lt", "less than"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One keyword-only parameter of a transform."""

    name: str
    kind: type[OptionValue]
    default: OptionValue
    bounds: tuple[BaseMetadata, ...] = ()
    choices: tuple[OptionValue, ...] = ()

    def check(self, value: object) -> OptionValue:
        """The value as the transform gets it; a whole number serves as a ``float``, nothing else is converted.

        Raises:
            OptionError: a wrong type, not finite, out of range or not among the choices.
        """
        if self.kind is float and type(value) is int and abs(value) < 2**53:
            value = float(value)
        if type(value) is not self.kind or (isinstance(value, float) and not math.isfinite(value)):
            raise OptionError(self.name, f"must be {_WORDS[self.kind]}")
        if self.choices and value not in self.choices:
            raise OptionError(self.name, f"must be one of {', '.join(map(str, self.choices))}")
        for bound in self.bounds:
            self._check_bound(value, bound)
        return value

    def _check_bound(self, value: Any, bound: BaseMetadata) -> None:
        attribute, words = _COMPARISONS[type(bound)]
        limit = getattr(bound, attribute)
        if not getattr(operator, attribute)(value, limit):
            raise OptionError(self.name, f"must be {words} {limit}")


def declared_options(function: Callable[..., Any]) -> dict[str, Option]:
    """The options that a function declares, by name, in order.

    Raises:
        ConfigurationError: a keyword-only parameter has no default, an annotation we cannot offer, a bound we cannot
            keep, or a default that its own range forbids.
    """
    hints = get_type_hints(function, include_extras=True)
    return {
        parameter.name: _option(function, parameter, hints.get(parameter.name))
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind is parameter.KEYWORD_ONLY
    }


def _option(function: Callable[..., Any], parameter: inspect.Parameter, hint: Any) -> Option:
    place = f"{function.__module__}.{function.__qualname__}: option {parameter.name!r}"
    metadata: tuple[Any, ...] = ()
    if get_origin(hint) is Annotated:
        hint, *rest = get_args(hint)
        metadata = tuple(rest)
    choices = get_args(hint) if get_origin(hint) is Literal else ()
    kind = type(choices[0]) if choices else hint
    if kind not in _KINDS or any(type(choice) is not kind for choice in choices):
        raise ConfigurationError(f"{place} must be annotated as bool, int, float, str or Literal, not {hint}.")
    if parameter.default is parameter.empty:
        raise ConfigurationError(f"{place} needs a default.")
    bounds = tuple(_bounds(place, metadata))
    option = Option(name=parameter.name, kind=kind, default=parameter.default, bounds=bounds, choices=choices)
    try:
        option.check(parameter.default)
    except OptionError as error:
        raise ConfigurationError(f"{place} has a default that it does not allow. {error}") from None
    except TypeError:
        raise ConfigurationError(f"{place} has bounds that {kind.__name__} cannot be compared with.") from None
    return option


def _bounds(place: str, metadata: tuple[Any, ...]) -> list[BaseMetadata]:
    flat = [item for entry in metadata for item in (entry if isinstance(entry, GroupedMetadata) else (entry,))]
    for item in flat:
        # A promise that nobody keeps is worse than none. What is not of annotated-types is somebody else's note.
        if isinstance(item, BaseMetadata) and not isinstance(item, Ge | Gt | Le | Lt | Unit):
            raise ConfigurationError(f"{place} can be bounded by Interval, Ge, Gt, Le and Lt, not by {item}.")
    return [item for item in flat if isinstance(item, Ge | Gt | Le | Lt)]


def checked(options: Mapping[str, Option], values: Mapping[str, object]) -> dict[str, OptionValue]:
    """``values`` checked, all or none; options not named are not in the result.

    Raises:
        OptionError: a name is unknown or a value is refused.
    """
    for name in values:
        if name not in options:
            known = ", ".join(options) or "none"
            raise OptionError(name, f"does not exist; there are: {known}")
    return {name: options[name].check(value) for name, value in values.items()}
