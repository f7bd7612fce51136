"""Every transform by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, TypeVar, overload

from djinar.exceptions import ConfigurationError, UnknownTransform
from djinar.transforms import pictures, sounds
from djinar.transforms.sound import BLOCK_MS
from djinar.transforms.transform import Transform, described

_transforms: dict[str, Transform] = {}

_Source = TypeVar("_Source", bound=Callable[..., Any])


@overload
def transform(source: _Source, /) -> _Source: ...
@overload
def transform(
    *, name: str | None = None, keeps_picture: bool = False, block_ms: int = BLOCK_MS
) -> Callable[[_Source], _Source]: ...


def transform(
    source: _Source | None = None,
    /,
    *,
    name: str | None = None,
    keeps_picture: bool = False,
    block_ms: int = BLOCK_MS,
) -> _Source | Callable[[_Source], _Source]:
    """Register a function or a class as a transform, under its own name unless another is given.

    A function takes an image or a sound that it may write to, optionally a ``Frame``, and its options as keyword-only
    parameters. A class is a dataclass whose fields are the options and whose ``__call__`` takes the image and
    optionally the ``Frame``; each session has an object of its own, so it may keep state. Either may be ``async``.

    The annotation of the first parameter says what it gets: ``BgrImage`` (where nothing is said), ``RgbImage``,
    ``GrayImage``, ``I420Image`` or ``Sound``. That of the result says what it returns. An image may be of another
    size, a sound may not. The next transform may write to what this one returns: keep a copy, never the thing itself.
    ``block_ms`` is how much sound it gets at a time: 10, 20, 50 or 100.

    A plain one runs on a worker thread, several sessions at once, so a function must not keep state of its own; an
    ``async`` one is awaited on the media loop. Decorated or not, it stays what it was.

    A name of ours may be taken over. Another's may not.

    Raises:
        ConfigurationError: the name is taken, or the declaration is not that of a transform.
    """

    def register(source: _Source) -> _Source:
        new = described(source, name or _name(source), keeps_picture=keeps_picture, block_ms=block_ms)
        known = _transforms.get(new.name)
        if known and _is_built_in(source) and not _is_built_in(known.source):
            return source
        if known and not _is_built_in(known.source) and known.place != new.place:
            raise ConfigurationError(
                f"Two transforms are called {new.name!r}: {known.place} and {new.place}. "
                'Rename one, or register it with @transform(name="…").'
            )
        _transforms[new.name] = new
        return source

    return register if source is None else register(source)


def _name(source: Callable[..., Any]) -> str:
    """``BackgroundBlur`` is called ``background_blur``, as a function would be."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", source.__name__).lower()


def _is_built_in(source: Callable[..., Any]) -> bool:
    return source.__module__.startswith("djinar.transforms.")


def resolve(entries: Iterable[str | Callable[..., Any]]) -> dict[str, Transform]:
    """The transforms named, or given as decorated functions and classes, by name and in order.

    Raises:
        UnknownTransform: a name, a function or a class that nobody registered.
    """
    known = every_transform()
    by_source = {found.source: found for found in known.values()}
    resolved = {}
    for entry in entries:
        found = known.get(entry) if isinstance(entry, str) else by_source.get(entry)
        if found is None:
            name = entry if isinstance(entry, str) else f"{entry.__module__}.{entry.__qualname__}"
            raise UnknownTransform(name, sorted(known))
        resolved[found.name] = found
    return resolved


def every_transform() -> dict[str, Transform]:
    """All that are registered by now, by name, the built-in ones included."""
    for package in (pictures, sounds):
        for module in iter_modules(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    return dict(_transforms)
