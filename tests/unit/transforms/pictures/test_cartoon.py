from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import pytest

from djinar.transforms.image import BgrImage
from djinar.transforms.pictures.cartoon import cartoon


def plain(height_px: int, width_px: int, colour: tuple[int, int, int]) -> BgrImage:
    return np.full((height_px, width_px, 3), colour, np.uint8)


def two_walls() -> BgrImage:
    """A dark blue wall on the left, a light yellow one on the right; the edge is between columns 79 and 80."""
    image = plain(120, 160, (120, 60, 30))
    image[:, 80:] = (90, 200, 220)
    return image


def with_noise(image: BgrImage, deviation: float, seed: int = 1) -> BgrImage:
    noise = np.random.default_rng(seed).normal(0, deviation, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def lines(drawn: BgrImage) -> npt.NDArray[np.bool_]:
    black: npt.NDArray[np.bool_] = drawn.max(axis=2) == 0
    return black


def test_regions_keep_their_colour() -> None:
    drawn = cartoon(with_noise(two_walls(), 3))

    for wall in (np.s_[10:110, 10:60], np.s_[10:110, 100:150]):
        paint = drawn[wall][~lines(drawn[wall])]
        assert np.abs(paint.mean(axis=0) - two_walls()[wall].mean(axis=(0, 1))).max() < 2


def test_a_strong_edge_becomes_a_dark_line_on_its_dark_side() -> None:
    inked = lines(cartoon(two_walls()))

    assert inked[:, 77:80].all()
    assert not inked[:, 80:].any()
    assert not inked[:, :70].any()


def test_a_plain_wall_has_no_lines() -> None:
    drawn = cartoon(plain(120, 160, (90, 200, 220)))

    assert not lines(drawn).any()


def test_noise_of_the_camera_is_smoothed_away() -> None:
    noisy = with_noise(plain(120, 160, (90, 200, 220)), 5)

    drawn = cartoon(noisy, line_contrast=20)

    assert noisy.std(axis=(0, 1)).min() > 4.5
    assert drawn.std(axis=(0, 1)).max() < 1.5


def test_more_smoothing_makes_flatter_colours() -> None:
    mottled = with_noise(plain(120, 160, (90, 200, 220)), 30)

    none, some, most = (cartoon(mottled, smoothing=passes, line_contrast=20).std(axis=(0, 1)) for passes in (0, 6, 20))

    assert (none > some).all()
    assert (some > most).all()


def test_a_higher_line_contrast_draws_fewer_lines() -> None:
    textured = with_noise(two_walls(), 25)

    most, many, few = (lines(cartoon(textured, line_contrast=contrast)).sum() for contrast in (1, 2, 20))

    assert most > many > few > 0


def test_several_threads_at_once_draw_what_one_alone_does() -> None:
    images = [with_noise(two_walls(), 10, seed) for seed in range(8)]

    with ThreadPoolExecutor(max_workers=8) as pool:
        together = list(pool.map(cartoon, images))

    for image, drawn in zip(images, together, strict=True):
        assert np.array_equal(drawn, cartoon(image))


@pytest.mark.parametrize(
    "size", [*((height, width) for height in range(2, 10) for width in range(2, 10)), (61, 81), (1080, 1920)], ids=str
)
def test_the_picture_keeps_its_size(size: tuple[int, int]) -> None:
    image = np.random.default_rng(1).integers(0, 256, (*size, 3), dtype=np.uint8)

    drawn = cartoon(image)

    assert drawn.shape == (*size, 3)
    assert drawn.dtype == np.uint8
