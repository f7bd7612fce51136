from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from djinar import BgrImage, Sound, transform
from djinar.exceptions import ConfigurationError, UnknownTransform
from djinar.transforms import registry
from djinar.transforms.form import Form
from djinar.transforms.pictures import cartoon
from djinar.transforms.registry import every_transform, resolve
from djinar.transforms.transform import Transform

IMAGE = np.zeros((4, 6, 3), np.uint8)


def nothing() -> None: ...


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
    assert by_name["sepia"].source is sepia


def test_a_decorated_function_stays_what_it_was() -> None:
    @transform(name="red-only")
    def red(image: BgrImage, *, level: int = 3) -> int:
        return level

    assert red(IMAGE, level=5) == 5


def test_a_name_can_be_given() -> None:
    @transform(name="red-only")
    def red(image: BgrImage) -> BgrImage:
        return image

    assert registered("red-only").source is red


def test_a_class_is_called_as_a_function_would_be() -> None:
    @transform
    @dataclass
    class BackgroundGlow:
        def __call__(self, image: BgrImage) -> BgrImage:
            return image

    assert registered("background_glow").source is BackgroundGlow
    assert registered("background_glow").label == "Background glow"


@pytest.mark.parametrize(
    ("class_name", "name"),
    [("Glow", "glow"), ("OnnxModel2D", "onnx_model2_d"), ("BeforeAndAfter", "before_and_after"), ("QR", "qr")],
)
def test_each_word_of_a_class_name_is_one_of_the_name(class_name: str, name: str) -> None:
    def called(self: object, image: BgrImage) -> BgrImage:
        return image

    transform(dataclass(type(class_name, (), {"__call__": called, "__module__": __name__})))

    assert registered(name).source.__name__ == class_name


def test_what_a_decorator_says_is_known() -> None:
    @transform(name="as-it-is", keeps_picture=True, block_ms=50)
    def unchanged(sound: Sound) -> Sound:
        return sound

    known = registered("as-it-is")

    assert (known.keeps_picture, known.block_ms, known.is_sound) == (True, 50, True)


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


def test_every_transform_is_one_of_ours_or_one_of_the_site() -> None:
    @transform
    def sepia_of_the_site(image: BgrImage) -> BgrImage:
        return image

    every = every_transform()

    assert {"none", "cartoon", "edges", "rotate", "sepia_of_the_site"} <= every.keys()
    assert all(known.name == name for name, known in every.items())


def test_each_of_ours_lives_in_a_module_of_its_name() -> None:
    for name, known in every_transform().items():
        package = "sounds" if known.takes is Form.SOUND else "pictures"
        assert known.source.__module__ == f"djinar.transforms.{package}.{name}"


def test_a_subclass_that_nobody_decorated_is_not_the_class_that_it_extends() -> None:
    @transform
    @dataclass
    class Backdrop:
        def __call__(self, image: BgrImage) -> BgrImage:
            return image

    class Beach(Backdrop):
        pass

    with pytest.raises(UnknownTransform):
        resolve([Beach])


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

    assert registered("sepia").source is newest


def test_a_name_of_ours_may_be_taken_over_before_and_after_ours_is_imported() -> None:
    @transform(name="cartoon")
    def own(image: BgrImage) -> BgrImage:
        return image

    transform(cartoon.cartoon)

    assert registered("cartoon").source is own
