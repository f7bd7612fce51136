"""docs/first-transform.md shows code that does what it says."""

from __future__ import annotations

from types import ModuleType

import cv2
import numpy as np
import pytest

from djinar import BgrImage
from djinar.forms import options_form
from djinar.testing import difference
from docs import scenes
from docs.pages import PAGES, blocks, running

TEN_LINES, WITH_PAPER, WITH_MEMORY = blocks("first-transform.md")
STEPS = pytest.mark.parametrize("code", [TEN_LINES, WITH_PAPER, WITH_MEMORY], ids=["ten lines", "paper", "memory"])


def shown(name: str) -> BgrImage:
    """The picture on the page."""
    path = PAGES / "images" / f"transforms-first-{name}.jpg"
    assert path.name in (PAGES / "first-transform.md").read_text()
    return np.asarray(cv2.imread(str(path)), np.uint8)


def resized(image: BgrImage, like: BgrImage) -> BgrImage:
    return np.asarray(cv2.resize(image, like.shape[1::-1], interpolation=cv2.INTER_AREA), np.uint8)


def offered_first(module: ModuleType) -> str:
    return str(next(iter(module.Studio.offered_transforms())))


@STEPS
def test_every_step_offers_the_transform_that_it_defines(code: str) -> None:
    with running(code) as module:
        assert list(module.Studio.offered_transforms()) == ["poster", "none"]


def test_the_first_one_takes_ten_lines() -> None:
    lines = [line for line in TEN_LINES.splitlines() if line and not line.startswith(("from ", "import "))]

    assert len(lines) <= 10


@pytest.mark.parametrize(
    ("code", "name", "moves"),
    [(TEN_LINES, "poster", False), (WITH_PAPER, "paper", False), (WITH_MEMORY, "trail", True)],
    ids=["ten lines", "paper", "memory"],
)
def test_the_picture_on_the_page_is_what_the_code_makes(code: str, name: str, moves: bool) -> None:
    seen = scenes.moving() if moves else scenes.still(scenes.photograph())

    with running(code):
        made = scenes.through([("poster", {})], seen)

    # Within what JPEG loses.
    assert difference(resized(made, shown(name)), shown(name)) < 8


def test_four_levels_leave_four_shades() -> None:
    with running(TEN_LINES) as module:
        made = module.poster(scenes.photograph(), levels=4)

    assert set(np.unique(made)) == {0, 85, 170, 255}


def test_the_slider_has_the_range_that_the_page_names() -> None:
    with running(TEN_LINES):
        form = options_form("poster")()

    slider = str(form["levels"])
    assert all(attribute in slider for attribute in ('type="range"', 'min="2"', 'max="16"'))


def test_neither_1_nor_17_levels_are_let_through() -> None:
    with running(TEN_LINES):
        form_class = options_form("poster")

    assert form_class({"levels": "16"}).is_valid()
    assert not form_class({"levels": "1"}).is_valid()
    assert not form_class({"levels": "17"}).is_valid()


def test_the_colour_and_the_help_are_in_the_form() -> None:
    with running(WITH_PAPER):
        form = options_form("poster")()

    assert list(form.fields) == ["levels", "paper"]
    assert 'type="color"' in str(form["paper"])
    assert form["paper"].help_text == "What white becomes."


def test_what_the_class_remembers_is_no_option() -> None:
    with running(WITH_MEMORY):
        form = options_form("poster")()

    assert list(form.fields) == ["levels", "paper", "trail"]


def test_a_camera_may_change_its_size() -> None:
    large = scenes.photograph()
    small = resized(large, np.empty((240, 320, 3), np.uint8))

    with running(WITH_MEMORY):
        made = scenes.through([("poster", {})], [large, small])

    assert made.shape == small.shape
