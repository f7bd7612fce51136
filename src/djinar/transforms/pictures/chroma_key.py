"""A picture in place of a green wall."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, ClassVar, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
from annotated_types import Interval, Unit, doc

from djinar.transforms.colour import Colour
from djinar.transforms.form import Form
from djinar.transforms.image import I420Image, Image, i420_planes
from djinar.transforms.parts.backdrop import image_behind, sky
from djinar.transforms.parts.named_file import named_file
from djinar.transforms.parts.yuv import NO_COLOUR, yuv
from djinar.transforms.registry import transform

_Values: TypeAlias = npt.NDArray[np.float32]

_LEAST_COLOUR = 8
"""Distance from grey below which a colour has no hue to tell it by."""


@transform
@dataclass
class ChromaKey:
    """Replaces a wall of one colour by an evening sky.

    Or by an image, which the developer chooses and not the peer; it fills the picture and loses what is over::

        @transform
        class Beach(ChromaKey):
            \"\"\"The sea instead of the green wall.\"\"\"

            image = "beach.jpg"  # beside this module

    A pixel belongs to the wall as far as its colour reaches towards the key's more than it strays sideways from it:
    skin, yellow and turquoise stay. A key without a hue, as grey is, replaces nothing. Source: the colour difference
    key of film, Petro Vlahos, 1964, in the plane of U and V.
    """

    image: ClassVar[str | Path | None] = None
    key: Annotated[Colour, doc("Colour of the wall.")] = Colour("#00b140")
    tolerance: Annotated[
        int, Interval(ge=0, le=100), Unit("%"), doc("How pale or shaded the wall may be and still be replaced.")
    ] = 80
    softness: Annotated[
        int,
        Interval(ge=0, le=100),
        Unit("%"),
        doc("How gently it passes over from one to the other, as hair needs it."),
    ] = 40
    despill: Annotated[
        int,
        Interval(ge=0, le=100),
        Unit("%"),
        doc("How much of the wall's shine on what stands before it is taken away."),
    ] = 100
    _behind: I420Image | None = field(default=None, init=False, repr=False)

    def __call__(self, image: I420Image) -> I420Image:
        towards_u, towards_v, reach = _hue(self.key)
        if reach < _LEAST_COLOUR:
            return image
        y, u, v = i420_planes(image)
        from_grey_u, from_grey_v = (plane.astype(np.float32) - NO_COLOUR for plane in (u, v))
        spill = _spill(from_grey_u, from_grey_v, towards_u, towards_v)
        # The mean of neighbours, or the camera's noise would flicker at the edge of the tolerance.
        shown = self._shown(np.asarray(cv2.blur(spill, (3, 3)) / reach, np.float32))
        taken = spill.clip(0) * (self.despill / 100)
        cv2.addWeighted(from_grey_u, 1, taken, -towards_u, NO_COLOUR, u, cv2.CV_8U)
        cv2.addWeighted(from_grey_v, 1, taken, -towards_v, NO_COLOUR, v, cv2.CV_8U)
        for plane, behind in zip((y, u, v), i420_planes(self._backdrop(image.shape)), strict=True):
            weight = cv2.resize(shown, (plane.shape[1], plane.shape[0]))
            cv2.blendLinear(plane, behind, weight, 1 - weight, plane)
        return image

    def _shown(self, likeness: _Values) -> _Values:
        """1 for what stays, 0 for the wall, by how like the key it is: 0 for grey, 1 for the key itself."""
        gone_from = 1 - 0.85 * self.tolerance / 100
        shown: _Values = ((gone_from - likeness) / (gone_from * max(self.softness / 100, 0.01))).clip(0, 1)
        return shown

    def _backdrop(self, shape: tuple[int, ...]) -> I420Image:
        if self._behind is None or self._behind.shape != shape:
            width, height = shape[1], shape[0] // 3 * 2
            image = (
                sky(width, height)
                if self.image is None
                else image_behind(named_file(type(self), "image"), width, height)
            )
            self._behind = Image(Form.BGR, image).to(Form.I420)
        return self._behind


def _hue(colour: Colour) -> tuple[float, float, float]:
    """Its direction in the plane of U and V, and how far from grey it is."""
    _, u, v = yuv(colour)
    from_grey_u, from_grey_v = u - NO_COLOUR, v - NO_COLOUR
    reach = math.hypot(from_grey_u, from_grey_v) or 1.0
    return from_grey_u / reach, from_grey_v / reach, reach


def _spill(u: _Values, v: _Values, towards_u: float, towards_v: float) -> _Values:
    """How much more of the key's hue there is than of one at right angles to it."""
    along = cv2.addWeighted(u, towards_u, v, towards_v, 0)
    aside = np.abs(cv2.addWeighted(u, towards_v, v, -towards_u, 0))
    return np.asarray(along - aside, np.float32)
