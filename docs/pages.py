"""The Python that the pages show, as modules: for the tests that run it, and for the pictures beside it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from unittest import mock

from djinar.transforms import registry

PAGES = Path(__file__).parent


def blocks(page: str, language: str = "python") -> list[str]:
    """The code on a page such as ``"quickstart.md"``, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", (PAGES / page).read_text(), re.DOTALL | re.MULTILINE)


@contextmanager
def running(code: str, folder: Path = PAGES) -> Iterator[ModuleType]:
    """A module with this code, as if it lay in that folder; its transforms are registered within the block only."""
    registry.every_transform()  # the built-in ones register when their modules are first imported, which is once
    name = "mysite.streams"
    module = ModuleType(name)
    module.__file__ = str(folder / "streams.py")
    with mock.patch.dict(vars(registry)["_transforms"]), mock.patch.dict(sys.modules, {name: module}):
        exec(compile(code, name, "exec"), vars(module))  # noqa: S102 - the pages are ours
        yield module
