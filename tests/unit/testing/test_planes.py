from __future__ import annotations

import numpy as np
import pytest

from djinar.testing import Scene, difference
from djinar.testing.planes import packed, unpacked

SIZES = [(320, 240), (321, 241), (35, 34), (34, 35)]


@pytest.mark.parametrize(("width_px", "height_px"), SIZES)
def test_a_picture_survives_its_planes(width_px: int, height_px: int) -> None:
    image = Scene(width_px=width_px, height_px=height_px)(3)

    planes = packed(image)

    assert len(planes) == width_px * height_px + 2 * ((width_px + 1) // 2) * ((height_px + 1) // 2)
    assert difference(unpacked(planes, width_px, height_px), image) < 6


@pytest.mark.parametrize(("width_px", "height_px"), SIZES)
def test_a_grey_picture_is_the_same_in_every_channel(width_px: int, height_px: int) -> None:
    grey = np.tile(np.linspace(0, 255, width_px).astype(np.uint8), (height_px, 1))

    image = unpacked(packed(grey), width_px, height_px)

    assert difference(image, np.dstack([grey] * 3)) < 3
