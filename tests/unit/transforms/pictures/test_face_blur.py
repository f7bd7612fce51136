from __future__ import annotations

from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from djinar.transforms.frame import Frame
from djinar.transforms.image import BgrImage
from djinar.transforms.models.faces import FaceFinder
from djinar.transforms.pictures.face_blur import FaceBlur

FACE = np.s_[95:225, 220:340]
FAR_FROM_IT = np.s_[300:, :]
WALL = 120


def moment(seconds: float, rotation: int = 0) -> Frame:
    return Frame(time_seconds=seconds, number=round(seconds * 30), rotation=rotation)


def features(image: BgrImage) -> npt.NDArray[np.float32]:
    """What is of the scale of eyes, nose and mouth, light or dark."""
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.float32)
    return np.asarray(gray - cv2.GaussianBlur(gray, (0, 0), 6), np.float32)


def likeness(image: BgrImage, other: BgrImage) -> float:
    """1 where both have the same features, 0 where they have nothing in common."""
    return float((features(image) * features(other)).sum() / (features(other) ** 2).sum())


@pytest.mark.parametrize("style", ["pixelate", "blur", "fill"])
@pytest.mark.parametrize("strength", [0, 50, 100])
def test_a_face_cannot_be_recognised(
    photograph: BgrImage, style: Literal["pixelate", "blur", "fill"], strength: int
) -> None:
    hidden = FaceBlur(style=style, strength=strength)(photograph.copy(), moment(0))

    assert likeness(hidden[FACE], photograph[FACE]) < 0.15


def test_the_rest_stays_as_it_is(photograph: BgrImage) -> None:
    hidden = FaceBlur()(photograph.copy(), moment(0))

    np.testing.assert_array_equal(hidden[FAR_FROM_IT], photograph[FAR_FROM_IT])
    assert (hidden == photograph).all(axis=2).mean() > 0.8


def test_more_strength_leaves_less(photograph: BgrImage) -> None:
    faces = [FaceBlur(strength=strength)(photograph.copy(), moment(0))[FACE] for strength in (0, 50, 100)]

    colours = [len(np.unique(face.reshape(-1, 3), axis=0)) for face in faces]
    assert colours[0] > colours[1] > colours[2]


def test_more_margin_hides_more(photograph: BgrImage) -> None:
    pictures = [FaceBlur(margin=margin)(photograph.copy(), moment(0)) for margin in (0, 40, 150)]

    changed = [(picture != photograph).any(axis=2).sum() for picture in pictures]
    assert changed[0] < changed[1] < changed[2]


def test_without_any_margin_the_whole_face_is_hidden(photograph: BgrImage) -> None:
    (face,) = FaceFinder()(photograph, 0.5)
    left, top = round(face.x - face.side_px / 2), round(face.y - face.side_px / 2)
    box = np.s_[top : top + round(face.side_px), left : left + round(face.side_px)]

    filled = FaceBlur(style="fill", margin=0)(photograph.copy(), moment(0))

    assert len(np.unique(filled[box].reshape(-1, 3), axis=0)) == 1


def test_where_a_face_was_lost_stays_hidden_for_a_while(photograph: BgrImage) -> None:
    hide = FaceBlur(style="fill", hold_seconds=0.5)
    turned_away = np.random.default_rng(1).integers(0, 256, photograph.shape, np.uint8)
    hide(photograph.copy(), moment(0))

    held, shown = (hide(turned_away.copy(), moment(seconds)) for seconds in (0.4, 0.6))

    assert len(np.unique(held[FACE].reshape(-1, 3), axis=0)) == 1
    np.testing.assert_array_equal(shown[FACE], turned_away[FACE])


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_face_is_found_in_a_picture_that_lies_on_its_side(photograph: BgrImage, degrees: int) -> None:
    quarters = degrees // 90
    lying = np.ascontiguousarray(np.rot90(photograph, quarters))

    hidden = FaceBlur()(lying.copy(), moment(0, rotation=degrees))

    np.testing.assert_array_equal(np.rot90(hidden, -quarters), FaceBlur()(photograph.copy(), moment(0)))


def test_the_whole_picture_can_be_hidden_while_there_is_no_face(photograph: BgrImage) -> None:
    hide, away = FaceBlur(hide_all_without_face=True, hold_seconds=0), photograph[250:].copy()

    nobody, somebody = hide(away.copy(), moment(0)), hide(photograph.copy(), moment(1))

    assert likeness(nobody, away) < 0.15
    np.testing.assert_array_equal(somebody[FAR_FROM_IT], photograph[FAR_FROM_IT])


def test_a_face_at_the_edge_of_the_picture_is_hidden(photograph: BgrImage) -> None:
    at_the_edge = photograph[110:400, 240:].copy()

    hidden = FaceBlur(style="fill")(at_the_edge.copy(), moment(0))

    assert len(np.unique(hidden[:90, :80].reshape(-1, 3), axis=0)) == 1


def test_more_sensitivity_hides_what_looks_less_like_a_face(photograph: BgrImage) -> None:
    out_of_focus = np.asarray(cv2.GaussianBlur(photograph, (0, 0), 8), np.uint8)

    insensitive, sensitive = (FaceBlur(sensitivity=percent)(out_of_focus.copy(), moment(0)) for percent in (10, 80))

    np.testing.assert_array_equal(insensitive, out_of_focus)
    assert (sensitive[FACE] != out_of_focus[FACE]).mean() > 0.9
