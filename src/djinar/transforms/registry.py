"""Every transform by name."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeVar, overload

from djinar.exceptions import ConfigurationError, UnknownTransform
from djinar.transforms.image import BgrImage, Frame
from djinar.transforms.options import Option, OptionValue, declared_options

_BUILT_IN = ("none", "cartoon", "edges", "rotate")

_transforms: dict[str, Transform] = {}

_Function = TypeVar("_Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Transform:
    """A function of an image, with what its signature says of it."""

    name: str
    function: Callable[..., Any]
    options: Mapping[str, Option]
    takes_frame: bool
    """Its second positional parameter gets the ``Frame``."""
    is_async: bool
    keeps_picture: bool
    """It changes nothing, so pictures may go round it, with no copy and no conversion."""

    @property
    def label(self) -> str:
        """The name for a person to read."""
        return self.name.replace("_", " ").capitalize()

    @property
    def summary(self) -> str:
        """The first line of the docstring, or nothing."""
        return (inspect.getdoc(self.function) or "").partition("\n")[0]

    @property
    def defaults(self) -> dict[str, OptionValue]:
        return {option.name: option.default for option in self.options.values()}

    def __call__(self, image: BgrImage, frame: Frame, options: Mapping[str, OptionValue]) -> Any:
        """What the function returns: an image, or an awaitable of one when ``is_async``; not checked."""
        positional = (image, frame) if self.takes_frame else (image,)
        return self.function(*positional, **options)


@overload
def transform(function: _Function, /) -> _Function: ...
@overload
def transform(*, name: str | None = None, keeps_picture: bool = False) -> Callable[[_Function], _Function]: ...


def transform(
    function: _Function | None = None, /, *, name: str | None = None, keeps_picture: bool = False
) -> _Function | Callable[[_Function], _Function]:
    """Register a function as a transform, under its own name unless another is given.

    The function takes a ``BgrImage`` that it may write to, optionally a ``Frame``, and its options as keyword-only
    parameters; it returns a ``BgrImage``, of another size if it likes. A ``def`` runs on a worker thread, several
    sessions at once, so it must not keep state of its own; an ``async def`` is awaited on the media loop. Decorated or
    not, it stays the function it was.

    A name of ours may be taken over. Another's may not.

    Raises:
        ConfigurationError: the name is taken, or the signature is not that of a transform.
    """

    def register(function: _Function) -> _Function:
        described = _describe(function, name or function.__name__, keeps_picture)
        known = _transforms.get(described.name)
        if known and _is_built_in(function) and not _is_built_in(known.function):
            return function
        if known and not _is_built_in(known.function) and _place(known.function) != _place(function):
            raise ConfigurationError(
                f"Two transforms are called {described.name!r}: {_place(known.function)} and {_place(function)}. "
                'Rename one, or register it with @transform(name="…").'
            )
        _transforms[described.name] = described
        return function

    return register if function is None else register(function)


def _describe(function: Callable[..., Any], name: str, keeps_picture: bool) -> Transform:
    positional = [
        parameter
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
    ]
    # One with a default is an option whose star was forgotten: it would get the frame.
    if len(positional) not in (1, 2) or positional[-1].default is not inspect.Parameter.empty:
        raise ConfigurationError(
            f"{_place(function)} must take an image, or an image and a frame; its options follow a `*`."
        )
    return Transform(
        name=name,
        function=function,
        options=declared_options(function),
        takes_frame=len(positional) == 2,
        is_async=inspect.iscoroutinefunction(function),
        keeps_picture=keeps_picture,
    )


def _place(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def _is_built_in(function: Callable[..., Any]) -> bool:
    return function.__module__.startswith("djinar.transforms.")


def resolve(entries: Iterable[str | Callable[..., Any]]) -> dict[str, Transform]:
    """The transforms named, or given as decorated functions, by name and in order.

    Raises:
        UnknownTransform: a name or a function that nobody registered.
    """
    _load_built_in()
    by_function = {known.function: known for known in _transforms.values()}
    found = {}
    for entry in entries:
        known = _transforms.get(entry) if isinstance(entry, str) else by_function.get(entry)
        if known is None:
            raise UnknownTransform(entry if isinstance(entry, str) else _place(entry), sorted(_transforms))
        found[known.name] = known
    return found


def _load_built_in() -> None:
    for name in _BUILT_IN:
        if name not in _transforms:
            import_module(f"djinar.transforms.{name}")
