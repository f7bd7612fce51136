"""All transforms and their options, to be read in a terminal."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Iterable, Iterator

from djinar.management.options import described, text_of
from djinar.transforms.options import Option
from djinar.transforms.transform import Transform

_INDENT = "    "


def listing(transforms: Iterable[Transform], width: int) -> str:
    """A paragraph for each, by name, those of pictures first; no line is longer than ``width`` if its words allow."""
    ordered = sorted(transforms, key=lambda transform: (transform.is_sound, transform.name))
    return "\n\n".join("\n".join(_paragraph(transform, width)) for transform in ordered)


def _paragraph(transform: Transform, width: int) -> Iterator[str]:
    kind = " (sound)" if transform.is_sound else ""
    yield from _wrapped(f"{transform.name}{kind}: {transform.summary}", "", width)
    for option in transform.options.values():
        yield from _wrapped(_line(option), _INDENT, width)


def _line(option: Option) -> str:
    return f"{option.name}={shlex.quote(text_of(option.default))}  {described(option)}. {option.help}".rstrip()


def _wrapped(text: str, indent: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent + _INDENT, break_on_hyphens=False)
