from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import cv2
import numpy as np
import pytest

from djinar.exceptions import ConfigurationError
from djinar.transforms.colour import Colour
from djinar.transforms.image import BgrImage
from djinar.transforms.parts.backdrop import sky
from djinar.transforms.pictures.chroma_key import ChromaKey
from tests.unit.transforms.pictures.made import ROUNDING, SIZES, Show, bgr, even, i420, is_like, noise, plain

WALL, SKIN, JACKET, GREY, RED = (64, 177, 0), (140, 170, 220), (160, 60, 40), (128, 128, 128), (0, 0, 255)
Keyed: TypeAlias = Callable[..., BgrImage]
PERSON, BESIDE = np.s_[24:76, 48:112], np.s_[:, :32]


def studio(person: tuple[int, int, int] = SKIN, wall: tuple[int, int, int] = WALL) -> BgrImage:
    image = plain(wall, 96, 160)
    image[16:, 40:120] = person
    return image


@pytest.fixture
def keyed(tmp_path: Path) -> Keyed:
    """Puts a picture before red."""
    red_file = tmp_path / "red.png"
    cv2.imwrite(str(red_file), plain(RED))

    class BeforeRed(ChromaKey):
        image = red_file

    def keyed(image: BgrImage, **options: Any) -> BgrImage:
        return bgr(BeforeRed(**options)(i420(image)))

    return keyed


@pytest.mark.parametrize("person", [SKIN, JACKET, GREY, (0, 0, 0), (255, 255, 255), (40, 200, 230), (200, 180, 30)])
def test_the_wall_is_replaced_and_the_person_stays(keyed: Keyed, person: tuple[int, int, int]) -> None:
    shown = keyed(studio(person))

    assert is_like(shown[BESIDE], RED)
    assert is_like(shown[PERSON], person, tolerance=6)


def test_without_an_image_an_evening_sky_is_behind() -> None:
    shown = Show("chroma_key")(studio())

    assert is_like(shown[BESIDE], sky(160, 96)[BESIDE], tolerance=8)


@pytest.mark.parametrize(("key", "wall"), [("#0047bb", (187, 71, 0)), ("#ff00ff", (255, 0, 255))])
def test_the_wall_may_have_another_colour(keyed: Keyed, key: str, wall: tuple[int, int, int]) -> None:
    shown = keyed(studio(wall=wall), key=Colour(key))

    assert is_like(shown[BESIDE], RED)
    assert is_like(shown[PERSON], SKIN)


def test_a_key_without_a_hue_replaces_nothing(keyed: Keyed) -> None:
    assert is_like(keyed(studio(), key=Colour("#808080")), studio(), tolerance=60)
    assert is_like(keyed(studio(), key=Colour("#808080"))[PERSON], SKIN)


def test_a_pale_wall_needs_more_tolerance(keyed: Keyed) -> None:
    pale = (115, 160, 105)

    strict, generous = (keyed(studio(wall=pale), tolerance=tolerance)[BESIDE] for tolerance in (20, 95))

    assert not is_like(strict, RED, tolerance=100)
    assert is_like(generous, RED)


def test_no_tolerance_still_replaces_the_very_colour_of_the_key(keyed: Keyed) -> None:
    assert is_like(keyed(studio(), tolerance=0, softness=0)[BESIDE], RED, tolerance=8)


def test_softness_lets_some_of_the_background_through(keyed: Keyed) -> None:
    greenish = (110, 150, 100)

    hard, soft = (keyed(plain(greenish, 96, 160), tolerance=50, softness=softness, despill=0) for softness in (0, 100))

    assert is_like(hard, greenish)
    assert soft[..., 2].mean() > hard[..., 2].mean() + 20


def test_despill_takes_the_wall_s_shine_from_the_person(keyed: Keyed) -> None:
    shone_at = (135, 160, 140)

    kept, cleaned = (keyed(studio(shone_at), tolerance=30, despill=despill)[PERSON].astype(int) for despill in (0, 100))

    assert is_like(kept.astype(np.uint8), shone_at)
    assert (cleaned[..., 1] - cleaned[..., 2]).mean() < 10 < (kept[..., 1] - kept[..., 2]).mean()


class TestImage:
    @pytest.fixture
    def coloured_file(self, tmp_path: Path) -> Path:
        """Wider than the studio: 100 columns of red on either side of 200 of blue."""
        image = plain((255, 0, 0), 100, 400)
        image[:, :100] = image[:, 300:] = (0, 0, 255)
        path = tmp_path / "image.png"
        cv2.imwrite(str(path), image)
        return path

    def test_a_developer_s_image_fills_what_is_behind_and_loses_its_sides(self, coloured_file: Path) -> None:
        class Coloured(ChromaKey):
            image = coloured_file

        shown = bgr(Coloured()(i420(studio())))

        assert is_like(shown[BESIDE], (255, 0, 0), tolerance=2 * ROUNDING)
        assert is_like(shown[PERSON], SKIN)

    def test_a_relative_path_begins_beside_the_module_of_the_class(self) -> None:
        class Photographed(ChromaKey):
            image = "../../../../benchmarks/photograph.jpg"

        shown = bgr(Photographed()(i420(studio())))

        assert not is_like(shown[BESIDE], WALL, tolerance=80)

    def test_what_is_no_image_is_told_with_its_name(self, tmp_path: Path) -> None:
        text = tmp_path / "notes.txt"
        text.write_text("no image")

        class Unreadable(ChromaKey):
            image = text

        with pytest.raises(ConfigurationError, match=r"notes\.txt is not an image"):
            Unreadable()(i420(studio()))

    def test_a_picture_of_another_size_gets_an_image_of_that_size(self, coloured_file: Path) -> None:
        class Coloured(ChromaKey):
            image = str(coloured_file)

        key = Coloured()
        key(i420(studio()))
        shown = bgr(key(i420(plain(WALL, 200, 100))))

        assert shown.shape == (200, 100, 3)
        assert is_like(shown[:, 40:60], (255, 0, 0), tolerance=2 * ROUNDING)


@pytest.mark.parametrize("end", [0, 100])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_picture_keeps_its_size(size: tuple[int, int], end: int) -> None:
    assert Show("chroma_key", tolerance=end, softness=end, despill=end)(noise(*size)).shape == even(size)
