"""Brightness and colour as the planes of an ``I420Image`` hold them: limited range, BT.601."""

from __future__ import annotations

import numpy as np

from djinar.transforms.colour import Colour
from djinar.transforms.form import Form
from djinar.transforms.image import Image, i420_planes

BLACK, WHITE = 16, 235
"""Of Y."""
NO_COLOUR = 128
"""Of U and of V."""


def yuv(colour: Colour) -> tuple[int, int, int]:
    """Y, U and V of a plane of that colour."""
    y, u, v = i420_planes(Image(Form.BGR, np.full((2, 2, 3), colour.bgr, np.uint8)).to(Form.I420))
    return int(y[0, 0]), int(u[0, 0]), int(v[0, 0])
