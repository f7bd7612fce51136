"""What ``__all__`` names is what there is to import, no more and no less."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from types import ModuleType

import pytest

import djinar

PACKAGES = ["djinar", "djinar.views"]


def public(module: ModuleType) -> set[str]:
    return {
        name for name, value in vars(module).items() if not name.startswith("_") and not isinstance(value, ModuleType)
    }


@pytest.mark.parametrize("name", PACKAGES)
def test_all_is_exactly_what_is_public(name: str) -> None:
    module = import_module(name)

    assert set(module.__all__) == public(module)
    assert sorted(module.__all__) == sorted(set(module.__all__))


@pytest.mark.parametrize("name", PACKAGES)
def test_every_public_class_and_function_says_what_it_is(name: str) -> None:
    module = import_module(name)

    undocumented = [
        name for name in module.__all__ if callable(getattr(module, name)) and not getattr(module, name).__doc__
    ]
    assert undocumented == []


def test_the_names_of_the_quick_start_can_be_imported() -> None:
    lines = [line.strip() for line in (djinar.__doc__ or "").splitlines()]

    for line in lines:
        if line.startswith("from djinar"):
            exec(line, {})  # noqa: S102  (our own docstring)


def test_the_version_is_that_of_the_package() -> None:
    assert djinar.__version__ == version("djinar")
