"""Nobody to be recognised."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

import cv2
import numpy as np
from annotated_types import Interval, Unit, doc

from djinar.transforms.frame import Frame
from djinar.transforms.image import BgrImage
from djinar.transforms.models.face_watch import FaceWatch
from djinar.transforms.models.faces import Face
from djinar.transforms.models.upright import turned
from djinar.transforms.registry import transform

_MOST_CELLS, _LEAST_CELLS = 12, 4
_WHOLE_CELLS = 16
_ROUND = 2**0.5
"""An ellipse that much larger than a square contains it."""


@transform
@dataclass(kw_only=True)
class FaceBlur:
    """Hides faces, and rather too much than too little.

    More than the face is hidden, and where a face was lost stays hidden for ``hold_seconds``, in a growing place. No
    detector finds every face: one in profile, half covered or lower than a thirteenth of the picture may be missed, and
    a small one that comes in may show for a picture or two. ``hide_all_without_face`` is for one person who must never
    show.

    Source: MediaPipe's BlazeFace, see ``djinar.transforms.models.faces``.
    """

    style: Annotated[Literal["pixelate", "blur", "fill"], doc("What is put over a face.")] = "pixelate"
    strength: Annotated[int, Interval(ge=0, le=100), Unit("%"), doc("How little is left of a face.")] = 50
    margin: Annotated[int, Interval(ge=0, le=150), Unit("%"), doc("How much around a face is hidden with it.")] = 40
    hold_seconds: Annotated[
        float, Interval(ge=0, le=5), Unit("s"), doc("How long a face stays hidden after it was lost.")
    ] = 1.0
    sensitivity: Annotated[
        int, Interval(ge=10, le=90), Unit("%"), doc("How little has to look like a face to be hidden.")
    ] = 50
    hide_all_without_face: Annotated[bool, doc("Hide the whole picture while no face is found.")] = False
    _watch: FaceWatch = field(init=False, repr=False, default_factory=FaceWatch)

    def __call__(self, image: BgrImage, frame: Frame) -> BgrImage:
        upright = turned(image, frame.rotation)
        faces = self._watch(
            upright,
            frame.time_seconds,
            least_certainty=1 - self.sensitivity / 100,
            hold_seconds=self.hold_seconds,
        )
        for face in faces:
            self._hide(upright, face)
        if not faces and self.hide_all_without_face:
            upright = self._covered(upright, _WHOLE_CELLS)
        return turned(upright, -frame.rotation)

    def _hide(self, image: BgrImage, face: Face) -> None:
        reach_px = face.side_px / 2 * _ROUND * (1 + self.margin / 100)
        left, top = (max(0, round(middle - reach_px)) for middle in (face.x, face.y))
        place = image[top : max(0, round(face.y + reach_px)), left : max(0, round(face.x + reach_px))]
        if place.size == 0:
            return
        mask = np.zeros(place.shape[:2], np.uint8)
        centre = (round(face.x) - left, round(face.y) - top)
        cv2.circle(mask, centre, round(reach_px), 255, cv2.FILLED)
        cells = round(_MOST_CELLS + (_LEAST_CELLS - _MOST_CELLS) * self.strength / 100)
        cv2.copyTo(self._covered(place, cells), mask, place)

    def _covered(self, image: BgrImage, cells: int) -> BgrImage:
        """With no more left of it than ``cells`` colours along its longer side."""
        height_px, width_px = image.shape[:2]
        cell_px = max(height_px, width_px) / (1 if self.style == "fill" else cells)
        few = cv2.resize(
            image,
            (max(1, round(width_px / cell_px)), max(1, round(height_px / cell_px))),
            interpolation=cv2.INTER_AREA,
        )
        way = cv2.INTER_CUBIC if self.style == "blur" else cv2.INTER_NEAREST
        return np.asarray(cv2.resize(few, (width_px, height_px), interpolation=way), np.uint8)
