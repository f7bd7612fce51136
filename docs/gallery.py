"""What gallery.md says of the built-in transforms, from their declarations."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from inspect import cleandoc
from pathlib import Path

from djinar.transforms.options import Option, as_json
from djinar.transforms.registry import every_transform
from djinar.transforms.transform import Transform

PAGE = Path(__file__).with_name("gallery.md")
_COLUMNS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One picture of a transform."""

    suffix: str = ""
    options: dict[str, object] = field(default_factory=dict)
    before: tuple[tuple[str, dict[str, object]], ...] = ()
    """The transforms that the picture went through first, with their options."""

    def file_name(self, transform: str) -> str:
        return transform.replace("_", "-") + self.suffix

    @property
    def caption(self) -> str:
        settings = [f"`{name}` {_value(value)}" for name, value in self.options.items()]
        after = [f"after `{name}`" for name, _ in self.before]
        return ", ".join(settings + after) or "as it begins"


_DEFAULTS = Example()
_EXAMPLES: dict[str, tuple[Example, ...]] = {
    "adjust": (
        Example(options={"brightness": 15, "contrast": 25, "saturation": 60}),
        Example(suffix="-pale", options={"brightness": 25, "contrast": -40, "saturation": -60}),
    ),
    "background_replacement": (_DEFAULTS, Example(suffix="-colour", options={"colour": "#27408b"})),
    "before_and_after": (
        Example(before=(("cartoon", {}),)),
        Example(suffix="-divided", options={"before": "left", "size": 50}, before=(("sketch", {"colour": 40}),)),
    ),
    "blur": (_DEFAULTS, Example(suffix="-focus", options={"strength": 50, "focus": 45})),
    "cartoon": (_DEFAULTS, Example(suffix="-few-lines", options={"smoothing": 20, "line_contrast": 6})),
    "emboss": (_DEFAULTS, Example(suffix="-colour", options={"depth": 8, "colour": 100})),
    "face_blur": (_DEFAULTS, Example(suffix="-blur", options={"style": "blur", "strength": 90})),
    "mirror": (_DEFAULTS, Example(suffix="-symmetry", options={"symmetry": True})),
    "negative": (_DEFAULTS, Example(suffix="-hues", options={"keep_hues": True})),
    "optical_flow": (_DEFAULTS, Example(suffix="-arrows", options={"show": "arrows"})),
    "pixelate": (_DEFAULTS, Example(suffix="-round", options={"shape": "round"})),
    "sepia": (_DEFAULTS, Example(suffix="-blue", options={"tone": "#3f6f9f"})),
    "sketch": (_DEFAULTS, Example(suffix="-crayons", options={"line_width": 12, "colour": 100})),
    # What the clock says would change with every run.
    "text": (
        Example(options={"clock": "elapsed"}),
        Example(
            suffix="-box",
            options={"text": "Grüß Gott", "clock": "none", "position": "bottom_right", "size": 12, "backing": "box"},
        ),
    ),
}


def examples(transform: str) -> tuple[Example, ...]:
    """The first is the one in the grid."""
    return _EXAMPLES.get(transform, (_DEFAULTS,))


def pictures() -> list[Transform]:
    return [transform for _, transform in sorted(every_transform().items()) if not transform.is_sound]


def sounds() -> list[Transform]:
    return [transform for _, transform in sorted(every_transform().items()) if transform.is_sound]


def update() -> None:
    PAGE.write_text(_filled(PAGE.read_text()))


def is_up_to_date() -> bool:
    text = PAGE.read_text()
    return _filled(text) == text


def _filled(page: str) -> str:
    """With what is between the markers written anew."""
    for name, lines in _PARTS.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, _, rest = page.partition(begin)
        _, _, after = rest.partition(end)
        page = "".join((before, begin, *(f"{line}\n" for line in lines()), end, after))
    return page


def _grid() -> Iterator[str]:
    cells = [_cell(transform.name, transform.label) for transform in pictures()]
    cells += [""] * (-len(cells) % _COLUMNS)
    yield "| | | | |"
    yield "|---|---|---|---|"
    for first in range(0, len(cells), _COLUMNS):
        yield f"| {' | '.join(cells[first : first + _COLUMNS])} |"


def _cell(name: str, label: str) -> str:
    image = f'<img src="images/transforms-{examples(name)[0].file_name(name)}.jpg" width="200" alt="{label}">'
    return f'<a href="#{name}">{image}</a><br>[`{name}`](#{name})'


def _picture_sections() -> Iterator[str]:
    for transform in pictures():
        yield from _words(transform)
        shown = examples(transform.name)
        if shown != (_DEFAULTS,):
            yield f"| {' | '.join(example.caption for example in shown)} |"
            yield f"|{'---|' * len(shown)}"
            yield f"| {' | '.join(_image(transform, example) for example in shown)} |"
        else:
            yield _image(transform, shown[0])
        yield ""
        yield from _options(transform)


def _sound_sections() -> Iterator[str]:
    for transform in sounds():
        yield from _words(transform)
        yield from _options(transform)


def _image(transform: Transform, example: Example) -> str:
    way = f" ({example.caption.replace('`', '')})" if example != _DEFAULTS else ""
    return f"![The photograph through {transform.name}{way}](images/transforms-{example.file_name(transform.name)}.jpg)"


def _words(transform: Transform) -> Iterator[str]:
    """The docstring, in Markdown."""
    yield f"### {transform.name}"
    yield ""
    text = cleandoc(transform.source.__doc__ or "").replace("``", "`")
    for paragraph in re.split(r"\n\n(?!\s)", text):
        introduction, has_code, code = paragraph.partition("::\n\n")
        yield " ".join(introduction.split()) + (":" if has_code else "")
        yield ""
        if has_code:
            yield from ("```python", textwrap.dedent(code), "```", "")


def _options(transform: Transform) -> Iterator[str]:
    if not transform.options:
        return
    yield "| option | allowed | default | |"
    yield "|---|---|---|---|"
    for option in transform.options.values():
        default = as_json({option.name: option.default})[option.name]
        yield f"| `{option.name}` | {_allowed(option)} | {_value(default)} | {option.help} |"
    yield ""


def _allowed(option: Option) -> str:
    if option.choices:
        return ", ".join(_value(value) for value, _ in option.choices)
    unit = f" {option.unit}" if option.unit else ""
    step = f", in steps of {_number(option.step)}" if option.step is not None else ""
    if option.minimum is not None and option.maximum is not None:
        return f"{_number(option.minimum)} to {_number(option.maximum)}{unit}{step}"
    if option.minimum is not None:
        return f"from {_number(option.minimum)}{unit}{step}"
    if option.max_length is not None:
        return f"up to {option.max_length} characters"
    return {bool: "yes, no", int: "whole numbers", float: "numbers", str: "text"}.get(option.kind, "colours") + unit


def _number(number: float) -> str:
    return f"{number:g}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _number(value) if isinstance(value, int | float) else f"`{value}`"


_PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "grid": _grid,
    "pictures": _picture_sections,
    "sounds": _sound_sections,
}
