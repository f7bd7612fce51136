from __future__ import annotations

import numpy as np

from djinar.testing import Camera, Microphone, Scene


def test_a_camera_looks_at_the_scene_unless_told_otherwise() -> None:
    assert (Camera().take(3) == Scene()(3)).all()


def test_a_camera_may_look_at_one_picture_for_ever() -> None:
    picture = np.full((2, 2, 3), 7, dtype=np.uint8)

    camera = Camera(pictures=picture)

    assert camera.take(0) is camera.take(100) is picture


def test_a_microphone_repeats_a_sound_of_any_length() -> None:
    sound = np.arange(700, dtype=np.int16)[:, np.newaxis]

    microphone = Microphone(sounds=sound)

    heard = np.concatenate([microphone.hear(number) for number in range(3)])
    assert heard.shape == (1440, 1)
    assert (heard[:, 0] == np.arange(1440) % 700).all()


def test_a_microphone_may_be_a_function_of_the_block() -> None:
    microphone = Microphone(sounds=lambda number: np.full((480, 2), number, dtype=np.int16))

    assert (microphone.hear(5) == 5).all()
