from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from djinar import BgrImage, Frame, transform
from djinar.exceptions import ConfigurationError, UnknownTransform
from djinar.transforms import cartoon, registry
from djinar.transforms.registry import Transform, resolve

FRAME = Frame(time_seconds=0.5, number=3)
IMAGE = np.zeros((4, 6, 3), np.uint8)


@pytest.fixture(autouse=True)
def nothing_stays_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve([])  # the built-in ones are registered when their modules are first imported, which is once
    monkeypatch.setattr(registry, "_transforms", dict(vars(registry)["_transforms"]))


def registered(name: str) -> Transform:
    return resolve([name])[name]


def test_a_decorated_function_is_found_by_its_name_and_by_itself() -> None:
    @transform
    def sepia(image: BgrImage) -> BgrImage:
        return image

    by_name, by_function = resolve(["sepia"]), resolve([sepia])

    assert by_name == by_function
    assert by_name["sepia"].function is sepia


def test_a_decorated_function_stays_what_it_was() -> None:
    @transform(name="red-only")
    def red(image: BgrImage, *, level: int = 3) -> int:
        return level

    assert red(IMAGE, level=5) == 5


def test_a_name_can_be_given() -> None:
    @transform(name="red-only")
    def red(image: BgrImage) -> BgrImage:
        return image

    assert registered("red-only").function is red


def test_the_order_of_the_stream_is_kept() -> None:
    assert list(resolve(["rotate", "none", "edges"])) == ["rotate", "none", "edges"]


def test_all_built_in_ones_are_there() -> None:
    found = resolve(["none", "cartoon", "edges", "rotate"])

    assert [known.keeps_picture for known in found.values()] == [True, False, False, False]


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownTransform, match="'sparkle'") as refused:
        resolve(["sparkle"])

    assert refused.value.name == "sparkle"
    assert set(refused.value.allowed) >= {"none", "cartoon", "edges", "rotate"}


def test_a_function_that_nobody_decorated_is_refused_by_its_place() -> None:
    with pytest.raises(UnknownTransform, match=r"test_registry\.nothing"):
        resolve([nothing])


def test_two_functions_of_one_name_are_refused_with_both_places() -> None:
    @transform(name="sepia")
    def one(image: BgrImage) -> BgrImage:
        return image

    def other(image: BgrImage) -> BgrImage:
        return image

    with pytest.raises(ConfigurationError, match=r"one and .*other"):
        transform(name="sepia")(other)


def test_a_module_may_be_loaded_again() -> None:
    def define() -> Any:
        @transform
        def sepia(image: BgrImage) -> BgrImage:
            return image

        return sepia

    define()
    newest = define()

    assert registered("sepia").function is newest


def test_a_name_of_ours_may_be_taken_over_before_and_after_ours_is_imported() -> None:
    @transform(name="cartoon")
    def own(image: BgrImage) -> BgrImage:
        return image

    transform(cartoon.cartoon)

    assert registered("cartoon").function is own


def test_a_transform_may_ask_for_the_frame() -> None:
    @transform
    def numbered(image: BgrImage, frame: Frame, *, step: int = 1) -> int:
        return frame.number * step

    assert registered("numbered")(IMAGE, FRAME, {"step": 2}) == 6


def test_a_transform_without_the_frame_gets_image_and_options_only() -> None:
    @transform
    def plain(image: BgrImage, *, step: int = 1) -> tuple[bool, int]:
        return image is IMAGE, step

    assert registered("plain")(IMAGE, FRAME, {"step": 2}) == (True, 2)


async def test_an_async_transform_is_known_as_one() -> None:
    @transform
    async def distant(image: BgrImage) -> BgrImage:
        return image

    known = registered("distant")

    assert known.is_async
    assert await known(IMAGE, FRAME, {}) is IMAGE


def test_name_docstring_and_defaults_are_there_for_a_page_to_show() -> None:
    @transform
    def red_only(image: BgrImage, *, level: int = 3) -> BgrImage:
        """Nothing but red.

        The rest is for programmers.
        """
        return image

    known = registered("red_only")

    assert (known.label, known.summary, known.defaults) == ("Red only", "Nothing but red.", {"level": 3})


def test_a_transform_without_docstring_has_no_summary() -> None:
    @transform
    def bare(image: BgrImage) -> BgrImage:
        return image

    assert registered("bare").summary == ""


def nothing() -> None: ...
def three(image: object, frame: object, level: object) -> None: ...
def options_without_star(image: object, level: int = 3) -> None: ...


@pytest.mark.parametrize("function", [nothing, three, options_without_star], ids=lambda function: function.__name__)
def test_a_function_of_other_parameters_is_refused_with_what_to_do(function: Any) -> None:
    with pytest.raises(ConfigurationError, match=f"{function.__name__} must take an image, or an image and a frame"):
        transform(function)
