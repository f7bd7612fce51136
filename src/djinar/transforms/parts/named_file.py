"""Files that a developer names in a class."""

from __future__ import annotations

import inspect
from pathlib import Path


def named_file(owner: type, attribute: str) -> Path:
    """The file that a class attribute names; a relative one begins where the module of the class is that says it."""
    names_it = next(parent for parent in owner.__mro__ if attribute in vars(parent))
    named: str | Path = getattr(owner, attribute)
    return Path(inspect.getfile(names_it)).parent / named
