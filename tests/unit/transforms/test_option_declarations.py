"""What a page learns of an option, and how a class declares its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import pytest
from annotated_types import Ge, Gt, Interval, Len, Lt, MaxLen, MultipleOf, Unit, doc

from djinar.exceptions import ConfigurationError
from djinar.transforms.colour import Colour
from djinar.transforms.options import Option, declared_options
from tests.unit.transforms.declared import Corner, option

if TYPE_CHECKING:
    from decimal import Decimal


@pytest.mark.parametrize(
    ("bounds", "minimum", "maximum", "step", "max_length"),
    [
        ((), None, None, None, None),
        ((Interval(ge=1, le=8), MultipleOf(2)), 1, 8, 2, None),
        ((Ge(0),), 0, None, None, None),
        ((Gt(0), Lt(10)), 0, 10, None, None),
        ((Interval(gt=-1, lt=9),), -1, 9, None, None),
    ],
    ids=str,
)
def test_a_page_learns_what_it_must_keep(
    bounds: tuple[Any, ...], minimum: float | None, maximum: float | None, step: float | None, max_length: int | None
) -> None:
    bounded = option(Annotated[int, "as in the book", *bounds], 4) if bounds else option(int, 4)

    assert (bounded.minimum, bounded.maximum, bounded.step) == (minimum, maximum, step)
    assert bounded.max_length == max_length


@pytest.mark.parametrize("bound", [Len(0, 40), MaxLen(40)], ids=str)
def test_a_page_learns_how_long_a_text_may_be(bound: object) -> None:
    assert option(Annotated[str, bound], "").max_length == 40


def test_help_unit_and_label_are_there_for_a_page_to_show() -> None:
    options = declared_options(documented)

    assert options["degrees_per_second"].help == "How fast it turns."
    assert options["degrees_per_second"].unit == "°/s"
    assert options["degrees_per_second"].label == "Degrees per second"
    assert (options["plain"].help, options["plain"].unit, options["plain"].label) == ("", "", "Plain")


def documented(
    image: object,
    *,
    degrees_per_second: Annotated[float, Interval(ge=-360, le=360), Unit("°/s"), doc("How fast it turns.")] = 45.0,
    plain: bool = False,
) -> object:
    return image, degrees_per_second, plain


@dataclass
class Stateful:
    """As a transform with state is written."""

    low: Annotated[int, Interval(ge=0, le=255)] = 100
    tint: Colour = field(default=Colour("#ff8800"))
    corner: Corner = field(default_factory=lambda: Corner.TOP_LEFT)
    model: ClassVar[str] = "default.onnx"
    seen: int = field(default=0, init=False)


@dataclass
class Inheriting(Stateful):
    high: Annotated[int, Interval(ge=0, le=255)] = 200


def test_options_of_a_class_are_its_fields_but_for_its_state() -> None:
    options = declared_options(Stateful)

    assert {name: option.default for name, option in options.items()} == {
        "low": 100,
        "tint": "#ff8800",
        "corner": Corner.TOP_LEFT,
    }


def test_a_class_has_the_options_of_the_one_that_it_extends() -> None:
    assert list(declared_options(Inheriting)) == ["low", "tint", "corner", "high"]


def test_a_field_without_default_is_refused() -> None:
    @dataclass
    class Unset:
        level: int

    with pytest.raises(ConfigurationError, match="'level' needs a default"):
        declared_options(Unset)


def test_a_name_that_only_type_checkers_know_is_explained() -> None:
    def function(image: object, *, level: Decimal) -> object:
        return image, level

    with pytest.raises(ConfigurationError, match=r"function is annotated with 'Decimal'.*outside `if TYPE_CHECKING:`"):
        declared_options(function)


@pytest.mark.parametrize(
    ("name", "unit", "label"),
    [("pitch_hz", "Hz", "Pitch"), ("pitch_hz", "", "Pitch hz"), ("line_contrast", "%", "Line contrast")],
)
def test_a_label_leaves_out_the_unit_that_is_shown_beside_the_value(name: str, unit: str, label: str) -> None:
    assert Option(name=name, kind=int, default=1, unit=unit).label == label
