from __future__ import annotations

import numpy as np

from djinar.transforms.image import BgrImage
from djinar.transforms.models.person import PersonFinder, composed

FACE, FLAG, ROCKET = np.s_[110:190, 245:315], np.s_[20:150, 5:80], np.s_[20:300, 450:600]


def test_the_person_is_told_from_flag_and_rocket(photograph: BgrImage) -> None:
    person = PersonFinder()(photograph)

    assert person.shape == (480, 640)
    assert person.dtype == np.float32
    assert person[FACE].min() > 0.9
    assert person[FLAG].max() < 0.05
    assert person[ROCKET].max() < 0.05


def test_the_outline_is_soft(photograph: BgrImage) -> None:
    person = PersonFinder()(photograph)

    assert 0.005 < ((person > 0.1) & (person < 0.9)).mean() < 0.1


def test_the_outline_is_steadier_than_the_noise_of_the_camera(photograph: BgrImage) -> None:
    noise = np.random.default_rng(1)
    pictures = [np.clip(photograph + noise.normal(0, 12, photograph.shape), 0, 255).astype(np.uint8) for _ in range(6)]
    one = PersonFinder()

    steadied = np.stack([one(picture) for picture in pictures])[1:]
    alone = np.stack([PersonFinder()(picture) for picture in pictures])[1:]

    assert np.abs(np.diff(steadied, axis=0)).mean() < 0.75 * np.abs(np.diff(alone, axis=0)).mean()


def test_nothing_trails_behind_a_person_who_moves(photograph: BgrImage) -> None:
    one, mirrored = PersonFinder(), np.ascontiguousarray(photograph[:, ::-1])
    one(photograph)

    moved = one(mirrored)

    assert np.abs(moved - PersonFinder()(mirrored)).mean() < 0.03


def test_a_composed_picture_has_both_untouched(photograph: BgrImage) -> None:
    background = np.full_like(photograph, 50)
    person = np.zeros((480, 640), np.float32)
    person[:, :320] = 1

    picture = composed(photograph, background, person)

    np.testing.assert_array_equal(picture[:, :320], photograph[:, :320])
    np.testing.assert_array_equal(picture[:, 320:], background[:, 320:])
