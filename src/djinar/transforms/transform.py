"""What is known of a transform, and how it is called."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, get_args, get_origin

from djinar.exceptions import ConfigurationError
from djinar.transforms.form import Form
from djinar.transforms.frame import Frame
from djinar.transforms.image import Pixels
from djinar.transforms.options import Option, OptionValue, declared_options, type_hints
from djinar.transforms.sound import BLOCK_MS, BLOCKS_MS, Sound


@dataclass(frozen=True, slots=True, kw_only=True)
class Transform:
    """A function or a class, with what its declaration says of it."""

    name: str
    source: Callable[..., Any]
    options: Mapping[str, Option]
    takes: Form
    gives: Form
    takes_frame: bool
    """Its second positional parameter gets the ``Frame``."""
    is_async: bool
    keeps_picture: bool
    """It changes nothing, so pictures or sounds may go round it, with no copy and no conversion."""
    block_ms: int

    @property
    def label(self) -> str:
        """The name for a person to read."""
        return self.name.replace("_", " ").capitalize()

    @property
    def summary(self) -> str:
        """The first line of the docstring, or nothing."""
        return (self.source.__doc__ or "").strip().partition("\n")[0]

    @property
    def defaults(self) -> dict[str, OptionValue]:
        return {option.name: option.default for option in self.options.values()}

    @property
    def is_sound(self) -> bool:
        return self.takes is Form.SOUND

    @property
    def place(self) -> str:
        return _place(self.source)

    def begin(self) -> Running:
        """For one session."""
        return Running(self)


class Running:
    """A transform with its state: an object of its class, made when first wanted and kept while options change."""

    def __init__(self, transform: Transform) -> None:
        self._transform = transform
        self._object: Callable[..., Any] | None = None
        self._options: dict[str, OptionValue] = {}

    def __call__(self, given: Pixels | Sound, frame: Frame, options: Mapping[str, OptionValue]) -> Any:
        """What the transform returns: an image or a sound, or an awaitable of one when it is async; not checked.

        ``given`` is of the form that it takes; ``options`` are all of them.
        """
        positional = (given, frame) if self._transform.takes_frame else (given,)
        if not isinstance(self._transform.source, type):
            return self._transform.source(*positional, **options)
        return self._with(options)(*positional)

    def prepare(self, options: Mapping[str, OptionValue]) -> None:
        """What the next call would do first: make the object, set the options that changed. May block."""
        if isinstance(self._transform.source, type):
            self._with(options)

    def _with(self, options: Mapping[str, OptionValue]) -> Callable[..., Any]:
        if self._object is None:
            self._object = self._transform.source(**options)
            self._options = dict(options)
        for name, value in options.items():
            if self._options.get(name) != value:
                self._options.pop(name, None)  # a property may have set half of it when it raises
                setattr(self._object, name, value)
                self._options[name] = value
        return self._object


def described(source: Callable[..., Any], name: str, *, keeps_picture: bool, block_ms: int) -> Transform:
    """Raises:
    ConfigurationError: the declaration is not that of a transform.
    """
    if not isinstance(source, type) and not inspect.isfunction(source):
        raise ConfigurationError(f"{source!r} is neither a function nor a class: wrap it in a function.")
    called = _called(source) if isinstance(source, type) else source
    positional = [
        parameter
        for parameter in list(inspect.signature(called).parameters.values())[isinstance(source, type) :]
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
    ]
    hints = type_hints(called)
    # One with a default is an option whose star was forgotten: it would get the frame.
    if (
        len(positional) not in (1, 2)
        or positional[-1].default is not inspect.Parameter.empty
        or hints.get(positional[0].name) is Frame
    ):
        raise ConfigurationError(
            f"{_place(source)} must take an image or a sound, then possibly a frame; "
            f"its options {'are fields of the class' if isinstance(source, type) else 'follow a `*`'}."
        )
    takes = _form(hints.get(positional[0].name)) or Form.BGR
    gives = _form(hints.get("return")) or (Form.SOUND if takes is Form.SOUND else Form.BGR)
    if (takes is Form.SOUND) != (gives is Form.SOUND):
        raise ConfigurationError(f"{_place(source)} must return an image for an image, or a sound for a sound.")
    if takes is not Form.SOUND and block_ms != BLOCK_MS:
        raise ConfigurationError(f"{_place(source)}: block_ms is for sound, and this takes pictures.")
    if block_ms not in BLOCKS_MS:
        raise ConfigurationError(f"{_place(source)}: block_ms must be one of {BLOCKS_MS}, not {block_ms}.")
    return Transform(
        name=name,
        source=source,
        options=declared_options(source),
        takes=takes,
        gives=gives,
        takes_frame=len(positional) == 2,
        is_async=inspect.iscoroutinefunction(called),
        keeps_picture=keeps_picture,
        block_ms=block_ms,
    )


def _called(source: type) -> Callable[..., Any]:
    """The ``__call__`` of a class that can be a transform."""
    call = source.__call__
    if not dataclasses.is_dataclass(source) or not inspect.isfunction(call):
        raise ConfigurationError(
            f"{_place(source)} must be a dataclass with a __call__(self, image): write @dataclass under @transform."
        )
    hints = type_hints(source)
    own = [name for name in inspect.get_annotations(source) if not _is_of_class(hints[name])]
    if own and "__dataclass_fields__" not in vars(source):
        raise ConfigurationError(
            f"{_place(source)} declares {', '.join(own)} but is no dataclass itself: write @dataclass under @transform."
        )
    if opened := {field.name for field in dataclasses.fields(source) if field.init} & _fixed(source):
        names = ", ".join(sorted(opened))
        raise ConfigurationError(
            f"{_place(source)} would let every peer set {names}, which is for the developer to fix: "
            "give the value without an annotation."
        )
    if getattr(source, "__dataclass_params__").frozen:  # noqa: B009  (typeshed does not know it)
        raise ConfigurationError(f"{_place(source)} must not be frozen: an option that changes is set on the object.")
    return call


def _fixed(source: type) -> set[str]:
    """What a class or one of its parents declares to be no field: names of files, say."""
    hints = (entry for parent in source.__mro__ for entry in type_hints(parent).items())
    return {name for name, hint in hints if _is_of_class(hint)}


def _is_of_class(hint: Any) -> bool:
    return ClassVar in (hint, get_origin(hint))


def _form(hint: Any) -> Form | None:
    notes = get_args(hint) if get_origin(hint) is Annotated else ()
    return next((note for note in notes if isinstance(note, Form)), None)


def _place(source: Callable[..., Any]) -> str:
    return f"{source.__module__}.{source.__qualname__}"
