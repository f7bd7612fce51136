"""What a peer may choose, and what becomes of a transform's state when it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import pytest
from annotated_types import Interval

from djinar import BgrImage, Colour
from djinar.exceptions import ChainTooLong, OptionError, UnknownTransform
from djinar.sessions.chosen import ChosenTransforms
from djinar.sessions.messages import InvalidMessage
from djinar.transforms.chain import Choice
from djinar.transforms.pictures.none import none
from tests.unit.sessions.parts import named, offered


def shade(image: BgrImage, *, level: Annotated[int, Interval(ge=0, le=255)] = 50, tint: bool = False) -> BgrImage:
    return image


@dataclass
class trail:  # noqa: N801  (its name as a transform)
    """Has a state."""

    length: int = 5
    colour: Colour = Colour("#ff8800")

    def __call__(self, image: BgrImage) -> BgrImage:
        return image


def plain(image: BgrImage) -> BgrImage:
    return image


@pytest.fixture
def chosen() -> ChosenTransforms:
    return ChosenTransforms(offered(shade, none, trail, plain), max_length=4)


def test_the_first_transform_is_the_default(chosen: ChosenTransforms) -> None:
    assert chosen.as_json == [{"name": "shade", "options": {"level": 50, "tint": False}}]


def test_where_nothing_is_offered_nothing_is_chosen() -> None:
    chosen = ChosenTransforms({}, max_length=4)

    assert (chosen.steps, chosen.changing, chosen.names, chosen.as_json) == ((), (), [], [])
    with pytest.raises(UnknownTransform):
        chosen.choose(named("none"))
    with pytest.raises(InvalidMessage, match="no transform at index 0 of a chain of 0"):
        chosen.set_options(0, {})


def test_a_chain_is_kept_in_its_order_and_with_its_repetitions(chosen: ChosenTransforms) -> None:
    chosen.choose(named("plain", "shade", "plain"))

    assert chosen.names == ["plain", "shade", "plain"]


def test_what_changes_nothing_is_passed_over(chosen: ChosenTransforms) -> None:
    chosen.choose(named("none", "plain", "none"))

    assert [step.transform.name for step in chosen.changing] == ["plain"]
    assert chosen.names == ["none", "plain", "none"]


def test_choosing_takes_the_defaults_of_what_is_not_named(chosen: ChosenTransforms) -> None:
    chosen.choose([Choice("shade", {"level": 7})])
    chosen.choose([Choice("shade", {"tint": True})])

    assert chosen.steps[0].options == {"level": 50, "tint": True}


def test_setting_options_leaves_the_others(chosen: ChosenTransforms) -> None:
    chosen.set_options(0, {"level": 7})
    all_options = chosen.set_options(0, {"tint": True})

    assert all_options == chosen.steps[0].options == {"level": 7, "tint": True}


def test_setting_options_changes_the_transform_at_that_place_only(chosen: ChosenTransforms) -> None:
    chosen.choose(named("shade", "plain", "shade"))

    chosen.set_options(2, {"level": 7})

    assert [step.options.get("level") for step in chosen.steps] == [50, None, 7]


@pytest.mark.parametrize("index", [-1, 1, 10**9])
def test_a_place_that_the_chain_does_not_have_is_refused(chosen: ChosenTransforms, index: int) -> None:
    with pytest.raises(InvalidMessage, match=f"no transform at index {index} of a chain of 1"):
        chosen.set_options(index, {"level": 7})


@pytest.mark.parametrize("refused", [{"tint": True, "level": 256}, {"tint": True, "colour": "red"}], ids=str)
def test_a_refused_option_changes_nothing(chosen: ChosenTransforms, refused: dict[str, object]) -> None:
    with pytest.raises(OptionError):
        chosen.set_options(0, refused)
    with pytest.raises(OptionError):
        chosen.choose([Choice("plain"), Choice("shade", refused)])

    assert chosen.as_json == [{"name": "shade", "options": {"level": 50, "tint": False}}]


def test_a_refused_option_is_told_with_its_place_in_the_chain(chosen: ChosenTransforms) -> None:
    with pytest.raises(OptionError) as refused:
        chosen.choose([Choice("plain"), Choice("shade", {"level": 256})])

    assert (refused.value.option, refused.value.index) == ("level", 1)


def test_a_refused_transform_changes_nothing(chosen: ChosenTransforms) -> None:
    with pytest.raises(UnknownTransform) as refused:
        chosen.choose(named("plain", "sparkle"))
    with pytest.raises(OptionError):
        chosen.choose([Choice("plain", {"level": 1})])

    assert refused.value.allowed == ("shade", "none", "trail", "plain")
    assert chosen.names == ["shade"]


def test_a_chain_may_be_as_long_as_allowed_and_no_longer(chosen: ChosenTransforms) -> None:
    chosen.choose(named(*["plain"] * 4))
    with pytest.raises(ChainTooLong, match=r"A chain may have 4 transforms at most, not 5\.") as refused:
        chosen.choose(named(*["none"] * 5))

    assert refused.value.limit == 4
    assert chosen.names == ["plain"] * 4


def test_a_transform_keeps_its_state_while_options_change(chosen: ChosenTransforms) -> None:
    chosen.choose(named("trail"))
    before = chosen.steps[0].running

    chosen.set_options(0, {"length": 9})

    assert chosen.steps[0].running is before


def test_a_transform_keeps_its_state_in_a_longer_chain_and_in_another_place(chosen: ChosenTransforms) -> None:
    chosen.choose(named("trail", "plain"))
    before = chosen.steps[0].running

    chosen.choose([*named("shade", "plain"), Choice("trail", {"length": 9}), *named("trail")])

    assert chosen.steps[2].running is before
    assert chosen.steps[3].running is not before


def test_two_of_a_kind_keep_a_state_each(chosen: ChosenTransforms) -> None:
    chosen.choose(named("trail", "trail"))
    first, second = (step.running for step in chosen.steps)

    chosen.choose(named("trail", "plain", "trail"))

    assert first is not second
    assert [chosen.steps[0].running, chosen.steps[2].running] == [first, second]


def test_a_transform_that_is_chosen_again_begins_anew(chosen: ChosenTransforms) -> None:
    chosen.choose(named("trail"))
    before = chosen.steps[0].running

    chosen.choose(named("plain"))
    chosen.choose(named("trail"))

    assert chosen.steps[0].running is not before


def test_the_state_of_a_transform_that_hangs_is_made_anew_whatever_was_chosen_meanwhile(
    chosen: ChosenTransforms,
) -> None:
    chosen.choose(named("trail", "trail"))
    hanging, other = chosen.steps
    chosen.set_options(0, {"length": 9})
    chosen.choose([Choice("plain"), Choice("trail", {"length": 7}), *named("trail")])

    chosen.renew(hanging)

    assert chosen.steps[1].running not in (hanging.running, other.running)
    assert chosen.steps[1].options["length"] == 7
    assert chosen.steps[2].running is other.running


def test_options_are_told_as_json_has_them(chosen: ChosenTransforms) -> None:
    chosen.choose([Choice("trail", {"colour": "#FFFFFF"})])

    assert chosen.as_json == [{"name": "trail", "options": {"length": 5, "colour": "#ffffff"}}]
