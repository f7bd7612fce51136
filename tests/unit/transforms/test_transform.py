"""What a declaration says of a transform: its forms, its options, and what is no transform."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from djinar import BgrImage, Frame, GrayImage, I420Image, RgbImage, Sound
from djinar.exceptions import ConfigurationError
from djinar.transforms.form import Form
from djinar.transforms.transform import described
from tests.unit.transforms.declared import Counting, of

if TYPE_CHECKING:
    from fractions import Fraction


def test_name_docstring_and_defaults_are_there_for_a_page_to_show() -> None:
    def red_only(image: BgrImage, *, level: int = 3) -> BgrImage:
        """Nothing but red.

        The rest is for programmers.
        """
        return image

    known = described(red_only, "red_only", keeps_picture=False, block_ms=10)

    assert (known.label, known.summary, known.defaults) == ("Red only", "Nothing but red.", {"level": 3})
    assert of(Counting).summary == "How many pictures there were."
    assert of(Counting).defaults == {"step": 1}


def test_a_transform_without_docstring_has_no_summary() -> None:
    def bare(image: BgrImage) -> BgrImage:
        return image

    assert of(bare).summary == ""


def silent(image):  # type: ignore[no-untyped-def]  # a user may write no annotation
    return image


def bgr(image: BgrImage) -> BgrImage:
    return image


def rgb_to_gray(image: RgbImage) -> GrayImage:
    return image


def planes(image: I420Image, frame: Frame) -> I420Image:
    return image


def gray_to_nothing_said(image: GrayImage):  # type: ignore[no-untyped-def]
    return image


def sound(given: Sound) -> Sound:
    return given


def sound_to_nothing_said(given: Sound):  # type: ignore[no-untyped-def]
    return given


@pytest.mark.parametrize(
    ("function", "takes", "gives"),
    [
        (silent, Form.BGR, Form.BGR),
        (bgr, Form.BGR, Form.BGR),
        (rgb_to_gray, Form.RGB, Form.GRAY),
        (planes, Form.I420, Form.I420),
        (gray_to_nothing_said, Form.GRAY, Form.BGR),
        (sound, Form.SOUND, Form.SOUND),
        (sound_to_nothing_said, Form.SOUND, Form.SOUND),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_the_annotations_say_what_it_takes_and_gives(function: Callable[..., Any], takes: Form, gives: Form) -> None:
    known = of(function)

    assert (known.takes, known.gives, known.is_sound) == (takes, gives, takes is Form.SOUND)


def test_a_class_says_it_in_its_call() -> None:
    @dataclass
    class Louder:
        def __call__(self, given: Sound, frame: Frame) -> Sound:
            return given

    known = of(Louder, block_ms=100)

    assert (known.takes, known.takes_frame, known.block_ms) == (Form.SOUND, True, 100)


def picture_of_sound(given: Sound) -> BgrImage:
    return given  # type: ignore[return-value]


def sound_of_picture(image: BgrImage) -> Sound:
    return image  # type: ignore[return-value]


@pytest.mark.parametrize("function", [picture_of_sound, sound_of_picture], ids=lambda function: function.__name__)
def test_a_sound_cannot_become_a_picture_nor_a_picture_a_sound(function: Callable[..., Any]) -> None:
    with pytest.raises(ConfigurationError, match=f"{function.__name__} must return an image for an image"):
        of(function)


@pytest.mark.parametrize("block_ms", [0, 5, 15, 30, 200, -10])
def test_a_block_of_another_length_is_refused_with_those_that_there_are(block_ms: int) -> None:
    with pytest.raises(ConfigurationError, match=r"block_ms must be one of \(10, 20, 50, 100\), not"):
        of(sound, block_ms=block_ms)


def nothing() -> None: ...
def three(image: object, frame: object, level: object) -> None: ...
def frame_first(frame: Frame, image: BgrImage) -> BgrImage:
    return image


def options_without_star(image: object, level: int = 3) -> None: ...
def any_number(*images: object) -> None: ...


def test_pictures_come_one_at_a_time() -> None:
    def picture(image: BgrImage) -> BgrImage:
        return image

    with pytest.raises(ConfigurationError, match="block_ms is for sound"):
        of(picture, block_ms=20)


@pytest.mark.parametrize("source", [partial(sound), print], ids=["partial", "built in"])
def test_what_is_neither_function_nor_class_is_to_be_wrapped_in_one(source: Callable[..., Any]) -> None:
    with pytest.raises(ConfigurationError, match="neither a function nor a class: wrap it"):
        of(source)


@pytest.mark.parametrize(
    "function", [nothing, three, frame_first, options_without_star, any_number], ids=lambda function: function.__name__
)
def test_a_function_of_other_parameters_is_refused_with_what_to_do(function: Any) -> None:
    with pytest.raises(ConfigurationError, match=rf"{function.__name__} must take an image or a sound.*follow a `\*`"):
        of(function)


def test_a_class_whose_call_takes_other_parameters_is_refused_with_what_to_do() -> None:
    @dataclass
    class Confused:
        def __call__(self, image: BgrImage, level: int = 3) -> BgrImage:
            return image

    with pytest.raises(ConfigurationError, match=r"Confused must take an image.*options are fields of the class"):
        of(Confused)


class NoDataclass:
    def __call__(self, image: BgrImage) -> BgrImage:
        return image


@dataclass
class Uncalled:
    level: int = 1


@pytest.mark.parametrize("source", [NoDataclass, Uncalled], ids=lambda source: source.__name__)
def test_a_class_must_be_a_dataclass_that_can_be_called(source: type) -> None:
    with pytest.raises(
        ConfigurationError, match=rf"{source.__name__} must be a dataclass with a __call__\(self, image"
    ):
        of(source)


def test_a_frozen_class_is_refused_since_its_options_change() -> None:
    @dataclass(frozen=True)
    class Frozen:
        def __call__(self, image: BgrImage) -> BgrImage:
            return image

    with pytest.raises(ConfigurationError, match="Frozen must not be frozen"):
        of(Frozen)


def test_a_subclass_may_fix_what_no_peer_may_choose() -> None:
    class Fixed(Counting):
        model: ClassVar[str] = "beach"

    class FixedInShort(Counting):
        model = "beach"

    class FixedBarely(Counting):
        model: ClassVar = "beach"

    for source in (Fixed, FixedInShort, FixedBarely):
        assert list(of(source).options) == ["step"]


def test_an_annotation_does_not_open_to_every_peer_what_is_for_the_developer_to_fix() -> None:
    @dataclass
    class Opened(Counting):
        model: str = "beach"  # type: ignore[misc]

    with pytest.raises(ConfigurationError, match=r"Opened would let every peer set model, .* without an annotation"):
        of(Opened)


def test_a_subclass_with_new_fields_must_be_a_dataclass_itself() -> None:
    class Extended(Counting):
        limit: int = 9

    with pytest.raises(ConfigurationError, match="Extended declares limit but is no dataclass itself"):
        of(Extended)


def test_a_subclass_that_is_a_dataclass_adds_its_options() -> None:
    @dataclass
    class Extended(Counting):
        limit: int = 9

    assert list(of(Extended).options) == ["step", "limit"]


def test_a_name_that_only_type_checkers_know_is_explained_wherever_it_stands() -> None:
    def returning(image: BgrImage) -> Fraction:
        raise NotImplementedError

    @dataclass
    class Holding:
        ratio: Fraction | None = field(default=None, init=False)

        def __call__(self, image: BgrImage) -> BgrImage:
            return image

    for source in (returning, Holding):
        with pytest.raises(ConfigurationError, match=rf"{source.__name__} is annotated with 'Fraction'.*outside"):
            of(source)
