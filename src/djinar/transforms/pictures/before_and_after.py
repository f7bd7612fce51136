"""The picture as it came, beside what became of it."""

from __future__ import annotations

from typing import Annotated, Literal

import cv2
import numpy as np
from annotated_types import Interval, Unit, doc

from djinar.transforms.frame import Frame
from djinar.transforms.image import BgrImage
from djinar.transforms.registry import transform

_WHITE = (255, 255, 255)


@transform
def before_and_after(
    image: BgrImage,
    frame: Frame,
    *,
    before: Annotated[
        Literal["top_left", "top_right", "bottom_left", "bottom_right", "left", "top"],
        doc("Where the picture is shown as it came: small in a corner, or up to a dividing line."),
    ] = "bottom_right",
    size: Annotated[int, Interval(ge=10, le=90), Unit("%"), doc("How much of the width or height it takes.")] = 30,
) -> BgrImage:
    """The picture as it came, in a corner of what became of it.

    Last in a chain, it shows what all before it did; alone, it shows the picture twice.
    """
    if before in ("left", "top"):
        return _divided(image, frame.received(), upright=before == "left", share=size / 100)
    return _inset(image, frame.received(), corner=before, share=size / 100)


def _divided(image: BgrImage, received: BgrImage, *, upright: bool, share: float) -> BgrImage:
    height, width = image.shape[:2]
    received = _resized(received, width, height)
    line = _line_px(image)
    if upright:
        edge = round(width * share)
        image[:, :edge] = received[:, :edge]
        image[:, max(edge - line // 2, 0) : edge + (line + 1) // 2] = _WHITE
    else:
        edge = round(height * share)
        image[:edge] = received[:edge]
        image[max(edge - line // 2, 0) : edge + (line + 1) // 2] = _WHITE
    return image


def _inset(image: BgrImage, received: BgrImage, *, corner: str, share: float) -> BgrImage:
    height, width = image.shape[:2]
    # An upright picture in a wide one is held by the height.
    scale = min(width * share / received.shape[1], height * share / received.shape[0])
    inner_width, inner_height = (max(1, round(side * scale)) for side in (received.shape[1], received.shape[0]))
    margin = round(min(height, width) * 0.03)
    left = margin if corner.endswith("left") else max(0, width - margin - inner_width)
    top = margin if corner.startswith("top") else max(0, height - margin - inner_height)
    line = _line_px(image)
    cv2.rectangle(image, (left - line, top - line, inner_width + 2 * line, inner_height + 2 * line), _WHITE, cv2.FILLED)
    place = image[top : top + inner_height, left : left + inner_width]
    place[:] = _resized(received, place.shape[1], place.shape[0])
    return image


def _resized(image: BgrImage, width: int, height: int) -> BgrImage:
    if image.shape[:2] == (height, width):
        return image
    # Linear is many times quicker, and as good where at least every second pixel is kept.
    way = cv2.INTER_AREA if 2 * width < image.shape[1] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(image, (width, height), interpolation=way), dtype=np.uint8)


def _line_px(image: BgrImage) -> int:
    return max(1, int(min(image.shape[:2])) // 200)
