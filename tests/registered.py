"""The transforms that other tests of this process have registered, out of the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import pytest

from djinar.transforms import registry
from djinar.transforms.registry import every_transform, transform


@contextmanager
def only_ours() -> Iterator[None]:
    """The built-in ones are registered and nothing else; what is registered meanwhile is forgotten."""
    every_transform()  # each is registered when its module is first imported, which is once
    with pytest.MonkeyPatch.context() as patch:
        before = dict(vars(registry)["_transforms"])
        ours = {name: known for name, known in before.items() if known.place.startswith("djinar.")}
        patch.setattr(registry, "_transforms", ours)
        for name in before.keys() - ours.keys():
            _register_ours(name)
        yield


def _register_ours(name: str) -> None:
    """If there is one that another of the name has taken over."""
    for package in ("pictures", "sounds"):
        try:
            module = import_module(f"djinar.transforms.{package}.{name}")
        except ModuleNotFoundError:
            continue
        transform(getattr(module, name, None) or getattr(module, name.title().replace("_", "")))
