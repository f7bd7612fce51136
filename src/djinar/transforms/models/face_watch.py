"""Which faces are to be hidden: those seen now, and those seen a moment ago."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle, islice

from djinar.transforms.image import BgrImage
from djinar.transforms.models.faces import Face, FaceFinder, once

_PARTS_A_PICTURE = 3
_PART = 0.6
"""The side of a part, as a share of the picture's shorter side."""
_LEAST_PART = 1 / 9
"""... of its longer side, or a strip of a picture would have thousands. A face as wide as the strip is found in one."""
_PARTS_SHARE = 1 / 3
"""How much of a part its neighbour sees too, so that a face is whole in one of them."""
_STILL_A_FACE = 0.6
"""How much of the certainty that a new face needs is enough for one that is known."""
_SHRINKING = 0.95
"""From one picture to the next. Growing is at once."""
_SPREADING_A_SECOND = 0.5
"""How much larger the place of a lost face gets, since nobody knows where it went."""


@dataclass(frozen=True, slots=True)
class _Known:
    face: Face
    seen_seconds: float


class FaceWatch:
    """Finds faces in a stream of pictures; of one session."""

    def __init__(self) -> None:
        self._find = FaceFinder()
        self._known: list[_Known] = []
        self._turn = 0

    def __call__(
        self, image: BgrImage, time_seconds: float, *, least_certainty: float, hold_seconds: float
    ) -> list[Face]:
        """The faces in an upright picture, and the lost ones where they were last, for ``hold_seconds`` more."""
        for face in self._found(image, least_certainty * _STILL_A_FACE):
            same = [known for known in self._known if face.is_same_as(known.face)]
            if same or face.certainty >= least_certainty:
                side_px = max(face.side_px, *(known.face.side_px * _SHRINKING for known in same), 0)
                self._known = [known for known in self._known if known not in same]
                self._known.append(_Known(replace(face, side_px=side_px), time_seconds))
        self._known = [known for known in self._known if time_seconds - known.seen_seconds <= hold_seconds]
        return [
            replace(
                known.face,
                side_px=known.face.side_px * (1 + _SPREADING_A_SECOND * (time_seconds - known.seen_seconds)),
            )
            for known in self._known
        ]

    def _found(self, image: BgrImage, least_certainty: float) -> list[Face]:
        """In the whole picture, and in some of its parts, where small faces show; in all of them at first."""
        faces = self._find(image, least_certainty)
        parts = list(_parts(image.shape[1], image.shape[0]))
        count = len(parts) if self._turn == 0 else _PARTS_A_PICTURE
        for x, y, side_px in islice(cycle(parts), self._turn, self._turn + count):
            part = image[y : y + side_px, x : x + side_px]
            faces += [replace(face, x=face.x + x, y=face.y + y) for face in self._find(part, least_certainty)]
        self._turn = (self._turn + count) % len(parts) or len(parts)
        return once(faces)


def _parts(width_px: int, height_px: int) -> Iterator[tuple[int, int, int]]:
    """Left, top and side of squares that cover the picture."""
    side_px = math.ceil(max(min(width_px, height_px) * _PART, max(width_px, height_px) * _LEAST_PART))
    for y in _starts(height_px, side_px):
        for x in _starts(width_px, side_px):
            yield x, y, side_px


def _starts(length_px: int, side_px: int) -> list[int]:
    if length_px <= side_px:
        return [0]
    shared_px = side_px * _PARTS_SHARE
    count = max(2, math.ceil((length_px - shared_px) / (side_px - shared_px)))
    return [round((length_px - side_px) * index / (count - 1)) for index in range(count)]
