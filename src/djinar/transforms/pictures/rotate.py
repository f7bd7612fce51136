"""The picture as a slow wheel."""

from __future__ import annotations

from typing import Annotated

import cv2
import numpy as np
from annotated_types import Interval, Unit, doc

from djinar.transforms.frame import Frame
from djinar.transforms.image import BgrImage
from djinar.transforms.registry import transform


@transform
def rotate(
    image: BgrImage,
    frame: Frame,
    *,
    degrees_per_second: Annotated[
        float, Interval(ge=-360, le=360), Unit("°/s"), doc("How fast it turns; below 0 it turns clockwise.")
    ] = 45.0,
) -> BgrImage:
    """Turns around its centre, anticlockwise when the speed is positive.

    The angle follows the frame's own time, so a dropped frame makes the turn jerk but never lag. What turns out of the
    picture is cut off, what turns into it is black. Source: ``cv2.warpAffine``.
    """
    height_px, width_px = image.shape[:2]
    # Pixels are points at whole numbers here, hence the middle of 0 … width - 1; half the width would wobble.
    centre = ((width_px - 1) / 2, (height_px - 1) / 2)
    turn = cv2.getRotationMatrix2D(centre, frame.time_seconds * degrees_per_second % 360, 1.0)
    return np.asarray(cv2.warpAffine(image, turn, (width_px, height_px)), dtype=np.uint8)
