"""Where faces are.

Source: Bazarevsky et al., "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs", 2019; the anchors are
those of MediaPipe's graph ``face_detection_short_range``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from djinar.transforms.image import BgrImage
from djinar.transforms.models.network import Floats, ModelFile, network

MODEL = ModelFile(
    path=Path(__file__).with_name("face_detection_short_range.tflite"),
    sha256="3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633",
)

_INPUT_PX = 128
_VALUES_A_BOX = 16
_ANCHOR_LAYERS = ((16, 2), (8, 6))
"""Cells along a side, boxes a cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A square from the brows to the chin; it may reach out of the picture."""

    x: float
    y: float
    """Its centre, in pixels."""
    side_px: float
    certainty: float
    """From 0 to 1."""

    def is_same_as(self, other: Face) -> bool:
        """The centre of one is within the other."""
        return math.hypot(self.x - other.x, self.y - other.y) < max(self.side_px, other.side_px) / 2


class FaceFinder:
    """Finds faces that take at least a ninth of the picture's longer side."""

    def __init__(self) -> None:
        self._network = network(MODEL)

    def __call__(self, image: BgrImage, least_certainty: float) -> list[Face]:
        """Those in an upright picture, each once, the most certain first."""
        outputs = self._network(_input(image))
        certainties = _certainties(outputs["classificators"])
        likely = np.flatnonzero(certainties >= least_certainty)
        boxes = outputs["regressors"].reshape(-1, _VALUES_A_BOX)[likely, :4] / _INPUT_PX
        centres = boxes[:, :2] + _ANCHORS[likely]
        longer_px = max(image.shape[:2])
        return once(
            Face(x=x * longer_px, y=y * longer_px, side_px=max(sides) * longer_px, certainty=certainty)
            for (x, y), sides, certainty in zip(
                centres.tolist(), boxes[:, 2:].tolist(), certainties[likely].tolist(), strict=True
            )
        )


def once(faces: Iterable[Face]) -> list[Face]:
    """Of those that are the same only the most certain, which come first."""
    kept: list[Face] = []
    for face in sorted(faces, key=lambda face: face.certainty, reverse=True):
        if not any(face.is_same_as(better) for better in kept):
            kept.append(face)
    return kept


def _input(image: BgrImage) -> Floats:
    """The picture in the upper left of a black square, from -1 to 1."""
    height_px, width_px = image.shape[:2]
    scale = _INPUT_PX / max(height_px, width_px)
    size = (max(1, round(width_px * scale)), max(1, round(height_px * scale)))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    pixels = np.full((_INPUT_PX, _INPUT_PX, 3), -1, np.float32)
    pixels[: size[1], : size[0]] = small[..., ::-1] / np.float32(127.5) - 1
    return pixels


def _certainties(logits: Floats) -> Floats:
    # Far out it is 0 or 1 anyhow, and the exponential would overflow.
    return np.asarray(1 / (1 + np.exp(-np.clip(logits.ravel(), -80, 80))), np.float32)


def _anchors() -> npt.NDArray[np.float32]:
    """The centres that boxes are counted from, as shares of the picture."""
    layers = []
    for cells, boxes in _ANCHOR_LAYERS:
        middles = (np.arange(cells, dtype=np.float32) + 0.5) / cells
        grid = np.stack(np.meshgrid(middles, middles), axis=-1).reshape(-1, 2)
        layers.append(np.repeat(grid, boxes, axis=0))
    return np.concatenate(layers)


_ANCHORS = _anchors()
