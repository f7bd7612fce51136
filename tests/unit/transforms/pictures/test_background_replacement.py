from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from djinar.exceptions import ConfigurationError
from djinar.transforms.colour import Colour
from djinar.transforms.frame import Frame
from djinar.transforms.image import BgrImage
from djinar.transforms.pictures.background_replacement import BackgroundReplacement

FACE, ROCKET = np.s_[110:190, 245:315], np.s_[20:300, 450:600]
MOMENT = Frame(time_seconds=0.0, number=0)


@pytest.fixture
def sunset(tmp_path: Path) -> Path:
    """A wide picture, 400x100: 100 columns of red on either side of 200 of yellow, whose lower half is blue."""
    image = np.full((100, 400, 3), (0, 0, 255), np.uint8)
    image[:, 100:300] = (0, 255, 255)
    image[50:, 100:300] = (255, 0, 0)
    path = tmp_path / "sunset.png"
    cv2.imwrite(str(path), image)
    return path


def before(image: str | Path) -> BackgroundReplacement:
    class Replacement(BackgroundReplacement):
        pass

    Replacement.image = image
    return Replacement()


def test_the_person_is_before_a_plain_colour(photograph: BgrImage) -> None:
    shown = BackgroundReplacement(colour=Colour("#336699"))(photograph.copy(), MOMENT)

    assert (shown[ROCKET] == (0x99, 0x66, 0x33)).all()
    np.testing.assert_array_equal(shown[FACE], photograph[FACE])


def test_the_person_is_before_the_image_of_a_subclass(photograph: BgrImage, sunset: Path) -> None:
    shown = before(sunset)(photograph.copy(), MOMENT)

    assert (shown[20:200, 450:600] == (0, 255, 255)).all()
    assert (shown[280:300, 500:600] == (255, 0, 0)).all()
    np.testing.assert_array_equal(shown[FACE], photograph[FACE])


def test_the_image_fills_the_picture_and_loses_what_is_over(photograph: BgrImage, sunset: Path) -> None:
    shown = before(sunset)(photograph.copy(), MOMENT)

    assert not (shown[20:150, :] == (0, 0, 255)).all(axis=2).any()


def test_an_image_that_is_named_relatively_is_beside_the_module_of_the_class(photograph: BgrImage) -> None:
    class HerOwn(BackgroundReplacement):
        image = "../../../../benchmarks/photograph.jpg"

    class Inherited(HerOwn):
        __module__ = "djinar.stream"

    shown = Inherited()(photograph.copy(), MOMENT)

    assert np.abs(shown.astype(int) - photograph).max() <= 2


def test_an_image_that_is_not_there_is_named(photograph: BgrImage) -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.jpg"):
        before("nowhere.jpg")(photograph, MOMENT)


def test_a_file_that_is_no_image_is_refused(photograph: BgrImage) -> None:
    with pytest.raises(ConfigurationError, match=r"test_background_replacement\.py is not an image .* JPEG"):
        before(Path(__file__))(photograph, MOMENT)


def test_a_phone_held_upright_gets_the_image_upright(photograph: BgrImage, sunset: Path) -> None:
    lying = np.ascontiguousarray(np.rot90(photograph))

    shown = before(sunset)(lying, Frame(time_seconds=0.0, number=0, rotation=90))

    np.testing.assert_array_equal(np.rot90(shown, -1), before(sunset)(photograph.copy(), MOMENT))
