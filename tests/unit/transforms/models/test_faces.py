from __future__ import annotations

import cv2
import numpy as np
import pytest

from djinar.transforms.image import BgrImage
from djinar.transforms.models.face_watch import FaceWatch
from djinar.transforms.models.faces import Face, FaceFinder

WALL = 120


def far_away(photograph: BgrImage, share: float) -> BgrImage:
    """The photograph hanging on a wall, ``share`` of its size, its upper left at (50, 60)."""
    small = cv2.resize(photograph, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    wall = np.full_like(photograph, WALL)
    wall[60 : 60 + small.shape[0], 50 : 50 + small.shape[1]] = small
    return wall


def watched(watch: FaceWatch, image: BgrImage, time_seconds: float, hold_seconds: float = 1) -> list[Face]:
    return watch(image, time_seconds, least_certainty=0.5, hold_seconds=hold_seconds)


def test_a_face_is_found_where_it_is(photograph: BgrImage) -> None:
    (face,) = FaceFinder()(photograph, 0.5)

    assert (face.x, face.y) == pytest.approx((280, 158), abs=8)
    assert face.side_px == pytest.approx(120, abs=15)


def test_a_wall_has_no_faces(photograph: BgrImage) -> None:
    assert FaceFinder()(np.full_like(photograph, WALL), 0.3) == []


@pytest.mark.parametrize("size", [(480, 640), (200, 200), (1280, 720), (2, 300)], ids=str)
def test_pictures_of_any_shape_are_looked_at(size: tuple[int, int]) -> None:
    assert watched(FaceWatch(), np.full((size[1], size[0], 3), WALL, np.uint8), 0) == []


@pytest.mark.parametrize("share", [0.8, 0.6, 0.4, 0.3])
def test_faces_far_away_are_found_in_the_first_picture(photograph: BgrImage, share: float) -> None:
    found = watched(FaceWatch(), far_away(photograph, share), 0)

    assert any(
        (face.x, face.y) == pytest.approx((50 + 280 * share, 60 + 158 * share), abs=40 * share) for face in found
    )


def test_a_small_face_that_comes_in_is_found_within_two_pictures_more(photograph: BgrImage) -> None:
    watch = FaceWatch()
    watched(watch, np.full_like(photograph, WALL), 0)

    found = [watched(watch, far_away(photograph, 0.3), number / 30) for number in range(1, 4)]

    assert found[-1]


def test_a_lost_face_is_kept_for_a_while_in_a_growing_place(photograph: BgrImage) -> None:
    watch, empty = FaceWatch(), np.full_like(photograph, WALL)
    (seen,) = watched(watch, photograph, 0)

    (soon,), (later,), over = (watched(watch, empty, seconds) for seconds in (0.1, 0.9, 1.1))

    assert (soon.x, soon.y) == (later.x, later.y) == (seen.x, seen.y)
    assert seen.side_px < soon.side_px < later.side_px
    assert over == []


def test_a_face_that_moves_leaves_nothing_behind(photograph: BgrImage) -> None:
    watch = FaceWatch()

    found = [watched(watch, np.roll(photograph, 15 * step, axis=1), step / 30) for step in range(8)]

    # Now and then a ring of the suit looks like a small face.
    large = [[face.x for face in faces if face.side_px > 90] for faces in found]
    assert large == [[pytest.approx(280 + 15 * step, abs=8)] for step in range(8)]


def test_a_face_in_a_strip_of_a_picture_is_found_at_once(photograph: BgrImage) -> None:
    strip = np.full((160, 2000, 3), WALL, np.uint8)
    strip[:, 1500:1713] = cv2.resize(photograph, (213, 160), interpolation=cv2.INTER_AREA)

    (face,) = watched(FaceWatch(), strip, 0)

    assert (face.x, face.y) == pytest.approx((1500 + 93, 53), abs=10)


def test_a_thin_strip_is_looked_at_no_more_often_than_a_picture_can_wait_for(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []

    def sees_nothing(_finder: FaceFinder, image: BgrImage, _least_certainty: float) -> list[Face]:
        looks.append(image.shape)
        return []

    monkeypatch.setattr(FaceFinder, "__call__", sees_nothing)

    watched(FaceWatch(), np.full((2, 16_000, 3), WALL, np.uint8), 0)

    assert len(looks) < 30
