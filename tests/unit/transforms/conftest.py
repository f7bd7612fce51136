from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from djinar.transforms.image import BgrImage
from tests.registered import only_ours

_FILE = Path(__file__).parents[3] / "benchmarks" / "photograph.jpg"


@pytest.fixture
def photograph() -> BgrImage:
    """An astronaut, 640x480: her face, 120 pixels wide, is around (280, 158), a flag left of her, a rocket right."""
    return np.asarray(cv2.imread(str(_FILE)), np.uint8)


@pytest.fixture(scope="module", autouse=True)
def only_ours_registered() -> Iterator[None]:
    with only_ours():
        yield
