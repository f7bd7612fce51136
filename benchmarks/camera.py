"""A camera: a photograph seen through a slowly moving, slightly noisy lens, one numbered frame after another."""

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks import barcode

PHOTOGRAPH = Path(__file__).with_name("photograph.jpg")

_DISTINCT_FRAMES = 240  # eight seconds at 30 frames/s before the movement comes round
_DISTINCT_NOISES = 7
_NOISE_DEVIATION = 2.0  # of 255; a webcam in a lit room
_SHARED_PICTURES: dict[tuple[int, int], npt.NDArray[np.uint8]] = {}


class Camera:
    """Frames of one size. They are drawn beforehand, so that taking one costs a barcode."""

    def __init__(self, width_px: int, height_px: int) -> None:
        self.width_px, self.height_px = width_px, height_px
        size = width_px, height_px
        if size not in _SHARED_PICTURES:
            _SHARED_PICTURES[size] = _pictures(width_px, height_px)
        self._pictures = _SHARED_PICTURES[size]

    def take(self, index: int) -> npt.NDArray[np.uint8]:
        """The frame of that number as I420, shape ``(height * 3 / 2, width)``; valid until the next is taken."""
        picture: npt.NDArray[np.uint8] = self._pictures[index % _DISTINCT_FRAMES]
        barcode.stamp(picture[: self.height_px], index)
        return picture


def _pictures(width_px: int, height_px: int) -> npt.NDArray[np.uint8]:
    photograph = np.asarray(cv2.imread(str(PHOTOGRAPH)), np.uint8)
    pictures = np.empty((_DISTINCT_FRAMES, height_px * 3 // 2, width_px), np.uint8)
    noises = np.random.default_rng(seed=1).normal(0, _NOISE_DEVIATION, (_DISTINCT_NOISES, height_px, width_px, 3))
    noises = np.rint(noises).astype(np.int16)
    for number, picture in enumerate(pictures):
        view = _view(photograph, width_px, height_px, 2 * np.pi * number / _DISTINCT_FRAMES)
        noisy = np.clip(view + noises[number % _DISTINCT_NOISES], 0, 255).astype(np.uint8)
        noisy[: barcode.rows_px(height_px)] = 0  # the barcode's own rows have no colour
        picture[:] = cv2.cvtColor(noisy, cv2.COLOR_BGR2YUV_I420)
    return pictures


def _view(photograph: npt.NDArray[np.uint8], width_px: int, height_px: int, phase: float) -> npt.NDArray[np.uint8]:
    """What the lens sees at a phase of its closed path, 0 to 2 pi: a hand that sways and breathes."""
    height, width = photograph.shape[:2]
    zoom = 1.15 + 0.06 * np.sin(phase)
    scale = zoom * max(width_px / width, height_px / height)
    slack_x, slack_y = (width * scale - width_px) / 2, (height * scale - height_px) / 2
    move = np.array(
        [
            [scale, 0, -slack_x * (1 + 0.7 * np.sin(2 * phase))],
            [0, scale, -slack_y * (1 + 0.7 * np.cos(phase))],
        ]
    )
    view = cv2.warpAffine(photograph, move, (width_px, height_px), flags=cv2.INTER_LINEAR)
    return np.asarray(view, np.uint8)
