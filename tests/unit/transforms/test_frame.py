"""What a transform learns of a picture, and what it can tell a peer with it."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import numpy as np
import pytest

from djinar import Frame
from djinar.transforms.form import Form
from djinar.transforms.frame import json_default
from djinar.transforms.image import Image

GRAY = np.full((6, 8), 126, np.uint8)
GRAY[4:] = 128


def test_a_test_makes_a_frame_of_time_and_number_alone() -> None:
    frame = Frame(time_seconds=0.5, number=3)

    assert (frame.time_seconds, frame.number, frame.rotation, frame.messages) == (0.5, 3, 0, [])


def test_a_frame_is_the_same_for_every_transform() -> None:
    frame = Frame(time_seconds=0.5, number=3)

    with pytest.raises(dataclasses.FrozenInstanceError):
        frame.number = 4  # type: ignore[misc]  # so it is written


def test_the_received_picture_is_there_as_often_as_it_is_asked_for() -> None:
    frame = Frame(time_seconds=0.0, number=0, planes=GRAY)

    first = frame.received()
    first[:] = 0
    second = frame.received()

    assert (second == Image(Form.I420, GRAY).to(Form.BGR)).all()
    assert second.any()


def test_a_frame_without_picture_says_how_to_make_one_with_it() -> None:
    with pytest.raises(ValueError, match="make it with planes="):
        Frame(time_seconds=0.0, number=0).received()


def test_what_is_told_is_told_as_it_was_then() -> None:
    frame, message = Frame(time_seconds=0.0, number=0), {"faces": 1}

    frame.tell(message)
    message["faces"] = 2
    frame.tell(message)

    assert frame.messages == [{"faces": 1}, {"faces": 2}]


@pytest.mark.parametrize("message", [5, None, "faces", [1, 2]], ids=repr)
def test_only_an_object_can_be_told(message: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        Frame(time_seconds=0.0, number=0).tell(message)


def test_numbers_and_arrays_of_numpy_can_be_told() -> None:
    told = {"box": np.array([[1, 2], [3, 4]]), "score": np.float32(0.5), "count": np.int64(3), "seen": np.bool_(True)}

    text = json.dumps(told, default=json_default)

    assert json.loads(text) == {"box": [[1, 2], [3, 4]], "score": 0.5, "count": 3, "seen": True}


@pytest.mark.parametrize("value", [{1, 2}, b"x", object(), 1j], ids=lambda value: type(value).__name__)
def test_what_json_cannot_tell_is_named(value: object) -> None:
    with pytest.raises(TypeError, match=f"{type(value).__name__} cannot be told to a peer"):
        json.dumps({"value": value}, default=json_default)
