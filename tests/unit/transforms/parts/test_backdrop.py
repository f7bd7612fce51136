from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from djinar.exceptions import ConfigurationError
from djinar.transforms.parts.backdrop import image_behind, sky

RED, BLUE = (0, 0, 255), (255, 0, 0)


@pytest.fixture
def wide_file(tmp_path: Path) -> Path:
    """400x100: 100 columns of red on either side of 200 of blue."""
    image = np.full((100, 400, 3), RED, np.uint8)
    image[:, 100:300] = BLUE
    path = tmp_path / "wide.png"
    cv2.imwrite(str(path), image)
    return path


@pytest.mark.parametrize("size", [(200, 100), (20, 10), (640, 480), (2, 2), (3, 200)], ids=str)
def test_an_image_fills_the_picture_and_loses_what_is_over(wide_file: Path, size: tuple[int, int]) -> None:
    behind = image_behind(wide_file, *size)

    assert behind.shape == (size[1], size[0], 3)
    assert (behind[:, size[0] // 4 : -size[0] // 4 or None] == BLUE).all()


def test_an_image_of_the_same_shape_is_seen_whole(wide_file: Path) -> None:
    behind = image_behind(wide_file, 800, 200)

    assert (behind[:, 10] == RED).all()
    assert (behind[:, 400] == BLUE).all()
    assert (behind[:, 790] == RED).all()


def test_a_file_that_is_no_image_is_told_by_name(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("no image")

    with pytest.raises(ConfigurationError, match=r"notes\.txt is not an image .* save it as JPEG"):
        image_behind(notes, 64, 48)


def test_a_missing_file_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        image_behind(tmp_path / "nowhere.jpg", 64, 48)


@pytest.mark.parametrize("size", [(640, 480), (2, 2), (7, 5)], ids=str)
def test_the_sky_is_darker_above_than_below(size: tuple[int, int]) -> None:
    evening = sky(*size)

    assert evening.shape == (size[1], size[0], 3)
    assert evening[0].mean() + 50 < evening[-1].mean()


def test_the_sky_has_no_steps() -> None:
    evening = sky(640, 480).astype(int)

    assert max(np.abs(np.diff(evening, axis=axis)).max() for axis in (0, 1)) <= 2
