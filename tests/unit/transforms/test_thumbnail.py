from __future__ import annotations

import cv2
import numpy as np
import pytest

from djinar.testing.pictures import Scene, resembles
from djinar.transforms.form import Form
from djinar.transforms.image import BgrImage, Image
from djinar.transforms.thumbnail import thumbnail


def small(image: BgrImage, rotation: int = 0) -> BgrImage:
    jpeg = thumbnail(Image(Form.BGR, image).to(Form.I420), rotation)
    return np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR))


def test_a_wide_picture_is_scaled_down_in_its_shape() -> None:
    image = small(Scene(width_px=1280, height_px=720).still())

    assert image.shape == (180, 320, 3)
    assert resembles(image, Scene(width_px=320, height_px=180).still())


def test_a_small_picture_keeps_its_size() -> None:
    assert small(Scene(width_px=64, height_px=48).still()).shape == (48, 64, 3)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_it_is_turned_as_the_far_end_turns_it(rotation: int) -> None:
    still = Scene().still()

    image = small(still, rotation)

    assert resembles(image, np.rot90(still, -rotation // 90))


def test_a_picture_that_is_hardly_there_has_one_all_the_same() -> None:
    assert small(np.zeros((2, 2000, 3), np.uint8)).shape == (1, 320, 3)
