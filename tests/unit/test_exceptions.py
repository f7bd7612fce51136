from __future__ import annotations

import re

import pytest

from djinar import exceptions
from djinar.exceptions import (
    ChainTooLong,
    DjinarError,
    OptionError,
    ServerBusy,
    ServerFull,
    TooManyOffers,
    TooManySessions,
    UnknownTransform,
)

CLASSES = {
    name: kind for name, kind in vars(exceptions).items() if isinstance(kind, type) and issubclass(kind, Exception)
}


def drawn() -> dict[str, str]:
    """Each class of the tree in the docstring, with the one that it hangs on."""
    parents: dict[str, str] = {}
    path: list[tuple[int, str]] = []
    for indent, name in re.findall(r"^( [ │]*[├└]─ )(\w+)", exceptions.__doc__ or "", re.MULTILINE):
        path = [entry for entry in path if entry[0] < len(indent)]
        parents[name] = path[-1][1] if path else "DjinarError"
        path.append((len(indent), name))
    return parents


def test_the_tree_in_the_docstring_is_the_tree_of_the_classes() -> None:
    tree = {name: kind.__mro__[1].__name__ for name, kind in CLASSES.items() if kind is not DjinarError}

    assert drawn() == tree


def test_facts_are_fields() -> None:
    assert UnknownTransform("sparkle", ["none", "edges"]).allowed == ("none", "edges")
    assert UnknownTransform("sparkle", []).name == "sparkle"
    assert OptionError("low", "must be at least 0").option == "low"
    assert ChainTooLong(9, 8).limit == 8
    assert ServerFull(16).limit == 16
    assert TooManySessions(4, "one user").limit == 4
    assert (TooManyOffers(60, 15.0).limit, TooManyOffers(60, 15.0).retry_after_seconds) == (60, 15.0)
    assert ServerBusy(10.0).limit == 10.0
    assert ServerFull(16).retry_after_seconds > 0


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (
            UnknownTransform("sparkle", ["none", "edges"]),
            "There is no transform 'sparkle' here. Allowed are: none, edges.",
        ),
        (OptionError("low", "must be at least 0"), "Option 'low' must be at least 0."),
        (ChainTooLong(9, 8), "A chain may have 8 transforms at most, not 9."),
        (ServerFull(16), "All 16 places are taken."),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_error_says_what_was_wrong_and_what_is_allowed(error: DjinarError, text: str) -> None:
    assert str(error) == text
