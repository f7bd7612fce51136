"""Options of a transform: read from its declaration, checked when a value arrives."""

from __future__ import annotations

import dataclasses
import inspect
import math
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, Literal, TypeAlias, get_args, get_origin, get_type_hints

from annotated_types import BaseMetadata, DocInfo, Ge, GroupedMetadata, Gt, Le, Lt, MaxLen, MinLen, MultipleOf, Unit

from djinar.exceptions import ConfigurationError, OptionError
from djinar.transforms.colour import Colour

OptionValue: TypeAlias = bool | int | float | str | Enum
JsonValue: TypeAlias = bool | int | float | str

_WORDS: dict[type[OptionValue], str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    Colour: 'a colour such as "#ff8800"',
}
_COMPARISONS: dict[type[BaseMetadata], tuple[str, str]] = {
    Ge: ("ge", "at least"),
    Gt: ("gt", "more than"),
    Le: ("le", "at most"),
    Lt: ("lt", "less than"),
}
_Bound: TypeAlias = Ge | Gt | Le | Lt | MultipleOf | MinLen | MaxLen
_ROUNDING = 1e-9
_UNIT_SUFFIXES = ("degrees", "fps", "hz", "ms", "percent", "px", "seconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One keyword-only parameter of a function, or one field of a class."""

    name: str
    kind: type[OptionValue]
    """``bool``, ``int``, ``float``, ``str``, ``Colour`` or an ``Enum``."""
    default: OptionValue
    bounds: tuple[_Bound, ...] = ()
    choices: tuple[tuple[JsonValue, str], ...] = ()
    """Value and label."""
    help: str = ""
    unit: str = ""

    @property
    def label(self) -> str:
        """The name for a person to read, without the unit, which is shown beside the value."""
        name, _, suffix = self.name.rpartition("_")
        words = name if self.unit and suffix in _UNIT_SUFFIXES else self.name
        return words.replace("_", " ").capitalize()

    @property
    def minimum(self) -> float | None:
        """The least value, or what it must be more than."""
        return self._first((Ge, "ge"), (Gt, "gt"))

    @property
    def maximum(self) -> float | None:
        return self._first((Le, "le"), (Lt, "lt"))

    @property
    def step(self) -> float | None:
        return self._first((MultipleOf, "multiple_of"))

    @property
    def max_length(self) -> int | None:
        return next((bound.max_length for bound in self.bounds if isinstance(bound, MaxLen)), None)

    def _first(self, *wanted: tuple[type[_Bound], str]) -> float | None:
        found = (getattr(bound, name) for bound in self.bounds for kind, name in wanted if isinstance(bound, kind))
        return next(found, None)

    def check(self, value: object) -> OptionValue:
        """A value of JSON as the transform gets it; a whole number serves as a ``float``.

        Raises:
            OptionError: a wrong type, not finite, out of range or not among the choices.
        """
        converted = self._converted(value)
        for bound in self.bounds:
            self._check_bound(converted, bound)
        return converted

    def _converted(self, value: Any) -> OptionValue:
        known = [choice for choice, _ in self.choices]
        kind = type(known[0]) if known else self.kind
        if kind is float and type(value) is int and abs(value) < 2**53:
            value = float(value)
        if kind is Colour and isinstance(value, str) and Colour.is_one(value):
            value = Colour(value)
        if type(value) is not kind or (isinstance(value, float) and not math.isfinite(value)):
            raise OptionError(self.name, f"must be {_WORDS[kind]}")
        if isinstance(value, str) and not _is_text(value):
            raise OptionError(self.name, "must be a text of whole characters")
        if known and value not in known:
            raise OptionError(self.name, f"must be one of {', '.join(map(str, known))}")
        converted: OptionValue = self.kind(value) if issubclass(self.kind, Enum) else value
        return converted

    def _check_bound(self, value: Any, bound: _Bound) -> None:
        match bound:
            case MultipleOf():
                step: Any = bound.multiple_of
                if value % step if isinstance(value, int) else abs(math.remainder(value, step)) > step * _ROUNDING:
                    raise OptionError(self.name, f"must be a multiple of {step}")
            case MinLen(length):
                if len(value) < length:
                    raise OptionError(self.name, f"must have at least {length} characters")
            case MaxLen(length):
                if len(value) > length:
                    raise OptionError(self.name, f"must have at most {length} characters")
            case _:
                attribute, words = _COMPARISONS[type(bound)]
                limit = getattr(bound, attribute)
                if not getattr(operator, attribute)(value, limit):
                    raise OptionError(self.name, f"must be {words} {limit}")


def _is_text(value: str) -> bool:
    """JSON may carry half a surrogate pair, which is no character, and which OpenCV's ``putText`` crashes on."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def as_json(options: Mapping[str, OptionValue]) -> dict[str, JsonValue]:
    """As they are told to the peer."""
    return {name: value.value if isinstance(value, Enum) else value for name, value in options.items()}


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


def declared_options(source: Callable[..., Any]) -> dict[str, Option]:
    """The options that a function or a dataclass declares, by name, in order.

    Raises:
        ConfigurationError: one has no default, an annotation we cannot offer, a bound we cannot keep, or a default that
            its own range forbids.
    """
    hints = type_hints(source)
    return {
        name: _option(f"{source.__module__}.{source.__qualname__}: option {name!r}", name, hints.get(name), default)
        for name, default in _declarations(source)
    }


def type_hints(source: Callable[..., Any]) -> dict[str, Any]:
    """Raises:
    ConfigurationError: an annotation names what does not exist when the program runs.
    """
    try:
        return get_type_hints(source, include_extras=True)
    except NameError as error:
        raise ConfigurationError(
            f"{source.__module__}.{source.__qualname__} is annotated with {error.name!r}, which its module does not "
            "have when the program runs. Import it outside `if TYPE_CHECKING:`, or define it at the top of the module."
        ) from None


def _declarations(source: Callable[..., Any]) -> Iterator[tuple[str, object]]:
    """Names and defaults; ``Parameter.empty`` where there is none."""
    if isinstance(source, type) and dataclasses.is_dataclass(source):
        for field in dataclasses.fields(source):
            if field.init:
                made = field.default_factory() if field.default_factory is not dataclasses.MISSING else field.default
                yield field.name, inspect.Parameter.empty if made is dataclasses.MISSING else made
    else:
        for parameter in inspect.signature(source).parameters.values():
            if parameter.kind is parameter.KEYWORD_ONLY:
                yield parameter.name, parameter.default


def _option(place: str, name: str, hint: Any, default: Any) -> Option:
    metadata: tuple[Any, ...] = ()
    if get_origin(hint) is Annotated:
        hint, *rest = get_args(hint)
        metadata = tuple(rest)
    if hint is None:
        raise ConfigurationError(f"{place} must be annotated, as in {name}: int.")
    kind, choices = _kind(hint)
    if kind is None:
        raise ConfigurationError(
            f"{place} must be annotated as bool, int, float, str, Colour, Literal or an Enum of one kind, not {hint}. "
            "If it is what a class remembers, make it a field(init=False)."
        )
    if default is inspect.Parameter.empty:
        raise ConfigurationError(f"{place} needs a default.")
    flat = [item for entry in metadata for item in (entry if isinstance(entry, GroupedMetadata) else (entry,))]
    option = Option(
        name=name,
        kind=kind,
        default=default,
        bounds=tuple(_bounds(place, flat)),
        choices=choices,
        help=next((str(item.documentation) for item in flat if isinstance(item, DocInfo)), ""),
        unit=next((item.unit for item in flat if isinstance(item, Unit)), ""),
    )
    try:
        taken = option.check(default.value if isinstance(default, Enum) else default)
    except OptionError as error:
        raise ConfigurationError(f"{place} has a default that it does not allow. {error}") from None
    except (TypeError, ValueError, ZeroDivisionError):
        raise ConfigurationError(f"{place} has bounds that {kind.__name__} cannot be compared with.") from None
    return dataclasses.replace(option, default=taken)


def _kind(hint: Any) -> tuple[type[OptionValue] | None, tuple[tuple[JsonValue, str], ...]]:
    """What a value becomes, and the choices; ``None`` for what no peer could send."""
    if get_origin(hint) is Literal:
        choices = tuple((value, str(value).replace("_", " ").capitalize()) for value in get_args(hint))
    elif isinstance(hint, type) and issubclass(hint, Enum):
        choices = tuple((member.value, member.name.replace("_", " ").capitalize()) for member in hint)
    else:
        return (hint, ()) if hint in _WORDS else (None, ())
    kinds = {type(value) for value, _ in choices}
    if len(kinds) != 1 or not kinds <= {bool, int, float, str}:
        return None, ()
    return (hint if get_origin(hint) is None else kinds.pop()), choices


def _bounds(place: str, metadata: list[Any]) -> Iterator[_Bound]:
    for item in metadata:
        if isinstance(item, _Bound):
            yield item
        # A promise that nobody keeps is worse than none. What is not of annotated-types is somebody else's note.
        elif isinstance(item, BaseMetadata) and not isinstance(item, Unit | DocInfo):
            raise ConfigurationError(
                f"{place} can be bounded by Interval, Ge, Gt, Le, Lt, MultipleOf, Len, MinLen, MaxLen, not by {item}."
            )
