"""What a transform's signature says of its options, and what a peer may set them to."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import pytest
from annotated_types import Ge, Gt, Interval, Le, Len, Lt, MaxLen, MinLen, MultipleOf, Predicate, Timezone, Unit

from djinar.exceptions import ConfigurationError, OptionError
from djinar.transforms.options import OptionValue, checked, declared_options
from tests.unit.transforms.declared import Corner, declaring, option


def every_kind(
    image: object,
    *,
    mirrored: bool = False,
    passes: Annotated[int, Interval(ge=1, le=8)] = 3,
    opacity: Annotated[float, Ge(0), Lt(1)] = 0.5,
    caption: str = "",
    shape: Literal["round", "square"] = "round",
    rows: Literal[1, 2, 4] = 2,
) -> object:
    return image, mirrored, passes, opacity, caption, shape, rows


def test_options_are_the_keyword_only_parameters_in_order() -> None:
    options = declared_options(every_kind)

    assert {name: (option.kind, option.default) for name, option in options.items()} == {
        "mirrored": (bool, False),
        "passes": (int, 3),
        "opacity": (float, 0.5),
        "caption": (str, ""),
        "shape": (str, "round"),
        "rows": (int, 2),
    }
    assert list(options) == ["mirrored", "passes", "opacity", "caption", "shape", "rows"]


def test_ranges_and_choices_are_known() -> None:
    options = declared_options(every_kind)

    assert options["passes"].bounds == (Ge(1), Le(8))
    assert options["opacity"].bounds == (Ge(0), Lt(1))
    assert options["shape"].choices == (("round", "Round"), ("square", "Square"))
    assert options["rows"].choices == ((1, "1"), (2, "2"), (4, "4"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mirrored", True),
        ("passes", 1),
        ("passes", 8),
        ("opacity", 0.0),
        ("opacity", 0.999),
        ("caption", "Grüße 👋"),
        ("shape", "square"),
        ("rows", 4),
    ],
)
def test_a_value_of_the_declared_kind_and_range_is_taken(name: str, value: OptionValue) -> None:
    assert checked(declared_options(every_kind), {name: value}) == {name: value}


def test_a_whole_number_serves_as_a_number() -> None:
    taken = option(float, 1.0).check(2)

    assert (taken, type(taken)) == (2.0, float)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("mirrored", 1, "true or false"),
        ("mirrored", "true", "true or false"),
        ("passes", True, "a whole number"),
        ("passes", 3.0, "a whole number"),
        ("passes", "3", "a whole number"),
        ("passes", None, "a whole number"),
        ("passes", [3], "a whole number"),
        ("passes", 0, "at least 1"),
        ("passes", 9, "at most 8"),
        ("passes", 10**4000, "at most 8"),
        ("passes", -(10**4000), "at least 1"),
        ("opacity", True, "a number"),
        ("opacity", math.nan, "a number"),
        ("opacity", math.inf, "a number"),
        ("opacity", -math.inf, "a number"),
        ("opacity", 10**4000, "a number"),
        ("opacity", 1.0, "less than 1"),
        ("opacity", 1, "less than 1"),
        ("opacity", -0.001, "at least 0"),
        ("caption", 5, "a text"),
        ("caption", {}, "a text"),
        ("shape", "oval", "one of round, square"),
        ("shape", ["round"], "a text"),
        ("rows", 3, "one of 1, 2, 4"),
        ("rows", True, "a whole number"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_any_other_value_is_refused_with_what_is_allowed(name: str, value: object, reason: str) -> None:
    with pytest.raises(OptionError, match=f"'{name}' must be {reason}") as refused:
        checked(declared_options(every_kind), {name: value})

    assert refused.value.option == name


def test_one_refused_value_refuses_all() -> None:
    with pytest.raises(OptionError, match="passes"):
        checked(declared_options(every_kind), {"mirrored": True, "passes": 9})


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(OptionError, match="'colour' does not exist; there are: mirrored, passes"):
        checked(declared_options(every_kind), {"colour": "red"})


def test_a_long_unknown_name_is_not_repeated_in_full() -> None:
    with pytest.raises(OptionError) as refused:
        checked({}, {"x" * 60_000: 1})

    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("bound", "inside", "outside"),
    [
        (Ge(1), 1, 0),
        (Gt(1), 2, 1),
        (Le(1), 1, 2),
        (Lt(1), 0, 1),
        (Ge(0.5), 1, 0),
        (Le(1.5), 1, 2),
        (MultipleOf(5), 10, 12),
        (MultipleOf(5), 0, -1),
        (MultipleOf(5), -5, 4),
    ],
    ids=str,
)
def test_each_bound_holds(bound: object, inside: int, outside: int) -> None:
    bounded = option(Annotated[int, bound], inside)

    assert bounded.check(inside) == inside
    with pytest.raises(OptionError):
        bounded.check(outside)


def test_texts_can_be_bounded_by_texts() -> None:
    letter = option(Annotated[str, Interval(ge="a", le="f")], "a")

    with pytest.raises(OptionError, match="at most f"):
        letter.check("g")


def test_metadata_that_is_no_bound_is_left_alone() -> None:
    assert option(Annotated[float, Unit("px"), "in the picture"], 1.0).bounds == ()


def test_a_function_without_options_has_none() -> None:
    def function(image: object, *others: object, **more: object) -> object:
        return image, others, more

    assert declared_options(function) == {}


@pytest.mark.parametrize("annotation", [bytes, int | None, list[int], Any, None, Literal[b"x"]], ids=str)
def test_an_annotation_that_no_peer_could_send_is_refused(annotation: Any) -> None:
    with pytest.raises(ConfigurationError, match="'level' must be annotated as bool, int, float, str"):
        declared_options(declaring(annotation, 1))


def test_an_option_without_annotation_is_refused() -> None:
    function = declaring(int, 1)
    del function.__annotations__["level"]

    with pytest.raises(ConfigurationError, match="'level' must be annotated, as in level: int"):
        declared_options(function)


def test_a_field_for_what_a_class_remembers_is_refused_with_what_to_write() -> None:
    @dataclass
    class Remembering:
        level: int = 1
        _last: object = None

    with pytest.raises(ConfigurationError, match=r"'_last' must be .* make it a field\(init=False\)"):
        declared_options(Remembering)


def test_an_option_without_default_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="'level' needs a default"):
        declared_options(declaring(int))


@pytest.mark.parametrize(
    ("annotation", "default"),
    [
        (int, 1.0),
        (int, True),
        (bool, 0),
        (str, None),
        (float, math.nan),
        (Annotated[int, Interval(ge=0, le=255)], 256),
        (Literal["round", "square"], "oval"),
    ],
    ids=str,
)
def test_a_default_that_the_option_itself_forbids_is_refused(annotation: Any, default: object) -> None:
    with pytest.raises(ConfigurationError, match="'level' has a default that it does not allow"):
        declared_options(declaring(annotation, default))


@pytest.mark.parametrize("annotation", [Literal["auto", 1], Literal[1, True]], ids=str)
def test_choices_of_more_than_one_kind_are_refused(annotation: Any) -> None:
    with pytest.raises(ConfigurationError, match="'level' must be annotated as"):
        declared_options(declaring(annotation, "auto"))


@pytest.mark.parametrize("bound", [Predicate(math.isfinite), Timezone(None)], ids=["Predicate", "Timezone"])
def test_a_bound_that_would_not_be_kept_is_refused(bound: object) -> None:
    with pytest.raises(ConfigurationError, match=rf"not by {re.escape(str(bound))}"):
        declared_options(declaring(Annotated[int, bound], 5))


@pytest.mark.parametrize(
    ("kind", "bound", "default"),
    [
        (str, Ge(3), "abc"),
        (str, MultipleOf(3), "abc"),
        (int, MinLen(2), 5),
        (int, MultipleOf(0), 5),
        (float, MultipleOf(0.0), 5.0),
        (Corner, Ge(1), Corner.TOP_LEFT),
    ],
    ids=str,
)
def test_a_bound_that_does_not_fit_the_kind_is_refused(kind: type, bound: object, default: object) -> None:
    with pytest.raises(ConfigurationError, match=r"'level' has bounds that .* cannot be compared with"):
        declared_options(declaring(Annotated[kind, bound], default))


def test_a_whole_number_as_a_default_serves_as_a_number() -> None:
    assert type(option(float, 1).default) is float


@pytest.mark.parametrize("value", [0.1, 0.3, 0.7, 1.1, -0.4, 0.1 + 0.2, 12345.6, 3])
def test_a_step_that_no_computer_can_hold_exactly_is_kept_all_the_same(value: float) -> None:
    assert option(Annotated[float, MultipleOf(0.1)], 0.0).check(value) == value


@pytest.mark.parametrize("value", [0.05, 0.11, 0.1001, -0.35])
def test_a_number_between_two_steps_is_refused(value: float) -> None:
    with pytest.raises(OptionError, match=r"'level' must be a multiple of 0\.1"):
        option(Annotated[float, MultipleOf(0.1)], 0.0).check(value)


@pytest.mark.parametrize(
    ("bound", "inside", "outside", "reason"),
    [
        (Len(2, 4), ["ab", "abcd"], ["a", "abcde"], "at (least 2|most 4) characters"),
        (MinLen(1), ["a", "👋"], [""], "at least 1 characters"),
        (MaxLen(2), ["", "👋👋"], ["abc"], "at most 2 characters"),
    ],
    ids=str,
)
def test_a_text_may_be_bounded_in_its_length(bound: object, inside: list[str], outside: list[str], reason: str) -> None:
    bounded = option(Annotated[str, bound], inside[0])

    assert [bounded.check(text) for text in inside] == inside
    for text in outside:
        with pytest.raises(OptionError, match=reason):
            bounded.check(text)


def test_half_a_character_is_refused() -> None:
    """JSON may carry one, and OpenCV's ``putText`` crashes on it."""
    with pytest.raises(OptionError, match="whole characters"):
        option(str, "").check("\ud800")
