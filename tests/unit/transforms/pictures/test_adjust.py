from __future__ import annotations

import numpy as np
import pytest

from djinar.transforms.options import OptionValue
from tests.unit.transforms.pictures.made import GREY, RED, SIZES, Show, even, is_like, noise, plain, quarters

BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def level(colour: tuple[int, int, int], **options: OptionValue) -> float:
    return float(Show("adjust", **options)(plain(colour)).mean())


def test_nothing_changes_unless_asked_for() -> None:
    assert is_like(Show("adjust")(quarters()), quarters())


def test_brightness_lightens_and_darkens_the_middle_but_not_the_ends() -> None:
    assert level(GREY, brightness=-100) < 60 < level(GREY, brightness=-50) < 128
    assert 128 < level(GREY, brightness=50) < level(GREY, brightness=100)
    for brightness in (-100, 100):
        assert level(BLACK, brightness=brightness) <= 2
        assert level(WHITE, brightness=brightness) >= 253


def test_contrast_drives_light_and_dark_apart() -> None:
    dark, light = (90, 90, 90), (160, 160, 160)

    def distance(contrast: int) -> float:
        return level(light, contrast=contrast) - level(dark, contrast=contrast)

    assert distance(-100) < 40 < distance(0) < 100 < distance(100)


def test_saturation_takes_colours_away_or_makes_them_stronger() -> None:
    def colour(saturation: int) -> int:
        return int(np.ptp(Show("adjust", saturation=saturation)(plain((100, 110, 150)))[10, 10].astype(int)))

    assert colour(-100) <= 1
    assert colour(-50) < colour(0) < colour(100)


def test_without_saturation_brightness_stays() -> None:
    assert is_like(Show("adjust", saturation=-100)(plain(RED)), (88, 88, 88))


@pytest.mark.parametrize("end", [-100, 100])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_picture_keeps_its_size(size: tuple[int, int], end: int) -> None:
    assert Show("adjust", brightness=end, contrast=end, saturation=end)(noise(*size)).shape == even(size)
