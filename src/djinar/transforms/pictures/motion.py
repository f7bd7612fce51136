"""What moves, lit up."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Annotated, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
from annotated_types import Interval, MultipleOf, Unit, doc

from djinar.transforms.colour import Colour
from djinar.transforms.frame import Frame
from djinar.transforms.image import I420Image, Pixels, i420_planes
from djinar.transforms.parts.yuv import BLACK, NO_COLOUR, yuv
from djinar.transforms.registry import transform

_Weights: TypeAlias = npt.NDArray[np.float32]

_FORGOTTEN_SECONDS = 0.3
"""How long it takes what stopped moving to become part of the still picture."""


@transform
@dataclass
class Motion:
    """What moves glows, what stands still is dimmed.

    A pixel moves where its brightness differs from its own mean of the last moments.
    Source: ``cv2.accumulateWeighted``.
    """

    sensitivity: Annotated[
        int, Interval(ge=0, le=100), Unit("%"), doc("The more, the slighter a movement is seen; too much shows noise.")
    ] = 60
    trail_seconds: Annotated[
        float, Interval(ge=0, le=3), MultipleOf(0.1), Unit("s"), doc("How long the glow takes to fade.")
    ] = 0.5
    colour: Annotated[Colour, doc("What the glow is coloured with.")] = Colour("#ffb000")
    tint: Annotated[int, Interval(ge=0, le=100), Unit("%"), doc("How much of that colour what moves takes on.")] = 50
    dim: Annotated[int, Interval(ge=0, le=100), Unit("%"), doc("How dark and colourless the rest becomes.")] = 65
    _mean: _Weights | None = field(default=None, init=False, repr=False)
    _glow: _Weights | None = field(default=None, init=False, repr=False)
    _seen_seconds: float = field(default=0.0, init=False, repr=False)

    def __call__(self, image: I420Image, frame: Frame) -> I420Image:
        planes = i420_planes(image)
        glow = self._glow_at(frame.time_seconds, _small(planes))
        for plane, still, moving, tint in zip(
            planes,
            (BLACK, NO_COLOUR, NO_COLOUR),
            yuv(self.colour),
            (self.tint / 300, self.tint / 100, self.tint / 100),
            strict=True,
        ):
            weight = cv2.resize(glow, (plane.shape[1], plane.shape[0]))
            lit = _drawn_towards(plane, moving, tint)
            dimmed = _drawn_towards(plane, still, self.dim / 100)
            cv2.blendLinear(lit, dimmed, weight, 1 - weight, plane)
        return image

    def _glow_at(self, time_seconds: float, small: _Weights) -> _Weights:
        """At half the size, 0 for what stands still to 1 for what moves."""
        passed_seconds = max(0.0, time_seconds - self._seen_seconds)
        self._seen_seconds = time_seconds
        if self._mean is None or self._glow is None or self._mean.shape != small.shape:
            self._mean, self._glow = small, np.zeros_like(small)
            return self._glow
        threshold = 3 * 20 ** (1 - self.sensitivity / 100)
        moving = (cv2.absdiff(small, self._mean) / threshold - 1).clip(0, 1)
        moving = cv2.blur(cv2.dilate(moving, np.ones((5, 5), np.uint8)), (7, 7))
        kept = math.exp(-3 * passed_seconds / self.trail_seconds) if self.trail_seconds else 0.0
        self._glow = np.maximum(self._glow * kept, moving)
        cv2.accumulateWeighted(small, self._mean, 1 - math.exp(-passed_seconds / _FORGOTTEN_SECONDS))
        return self._glow


def _small(planes: tuple[Pixels, Pixels, Pixels]) -> _Weights:
    """Brightness at the size of the colours, the camera's noise smoothed."""
    y, u, _ = planes
    small = cv2.resize(y, (u.shape[1], u.shape[0]), interpolation=cv2.INTER_AREA)
    return cv2.blur(small, (5, 5)).astype(np.float32)


def _drawn_towards(plane: Pixels, value: float, part: float) -> Pixels:
    return np.asarray(cv2.convertScaleAbs(plane, alpha=1 - part, beta=value * part), dtype=np.uint8)
