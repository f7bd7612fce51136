"""A caption and a clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated, ClassVar, Literal
from zoneinfo import ZoneInfo

import cv2
import numpy as np
from annotated_types import Interval, MaxLen, Unit, doc

from djinar.transforms.colour import Colour
from djinar.transforms.frame import Frame
from djinar.transforms.image import GrayImage, I420Image, i420_planes
from djinar.transforms.parts.lettering import Lettering
from djinar.transforms.parts.yuv import BLACK, NO_COLOUR, WHITE, yuv
from djinar.transforms.registry import transform

_MIDDLE = 110
_COVERING = 180  # of 255
"""What is behind the letters lets some of the picture through."""
_TALLEST = 2
"""What is higher than this many times its width is written on as if it were not."""
_PLACES = {
    "top_left": (0.0, 0.0),
    "top": (0.5, 0.0),
    "top_right": (1.0, 0.0),
    "middle": (0.5, 0.5),
    "bottom_left": (0.0, 1.0),
    "bottom": (0.5, 1.0),
    "bottom_right": (1.0, 1.0),
}


@transform
@dataclass
class Text:
    """Writes a line and the time over the picture.

    The time is that of the server's zone, unless the developer chooses another::

        @transform
        class Vienna(Text):
            \"\"\"The time in Vienna.\"\"\"

            time_zone = "Europe/Vienna"

    Which scripts can be written, ``djinar.transforms.parts.lettering`` says.
    """

    time_zone: ClassVar[str | None] = None
    text: Annotated[str, MaxLen(120), doc("What to write; a long line becomes smaller.")] = "Hello, world"
    clock: Annotated[
        Literal["none", "time", "date_and_time", "elapsed"],
        doc("A line below: the time, with the date or without, or how long the stream has run."),
    ] = "time"
    position: Annotated[
        Literal["top_left", "top", "top_right", "middle", "bottom_left", "bottom", "bottom_right"],
        doc("Where it stands."),
    ] = "bottom"
    size: Annotated[int, Interval(ge=3, le=30), Unit("%"), doc("Height of a line, of that of the picture.")] = 8
    colour: Annotated[Colour, doc("Of the letters.")] = Colour("#ffffff")
    backing: Annotated[
        Literal["none", "shadow", "box"], doc("What is behind the letters, so that they can be read on everything.")
    ] = "shadow"
    _lettering: Lettering = field(default_factory=Lettering, init=False, repr=False)

    def __call__(self, image: I420Image, frame: Frame) -> I420Image:
        lines = [line for line in (self.text.strip(), self._time(frame)) if line]
        if lines:
            self._write(lines, image)
        return image

    def _time(self, frame: Frame) -> str:
        if self.clock == "none":
            return ""
        if self.clock == "elapsed":
            return str(timedelta(seconds=int(frame.time_seconds)))
        now = datetime.now(UTC).astimezone(ZoneInfo(self.time_zone) if self.time_zone else None)
        return f"{now:%H:%M:%S}" if self.clock == "time" else f"{now:%Y-%m-%d %H:%M:%S}"

    def _write(self, lines: list[str], image: I420Image) -> None:
        planes = i420_planes(image)
        height, width = planes[0].shape
        across, down = _PLACES[self.position]
        # Letters as high as a strip of a picture allows would take seconds to draw, and then not fit.
        size_px = round(min(height, _TALLEST * width) * self.size / 100)
        letters = self._lettering.drawn(lines, size_px=size_px, widest_px=width - size_px, align=across)
        letters = letters[:height, :width]
        behind = self._behind(letters)
        # Even, so that the colours, which have half the size, stay with the brightness.
        top = round((height - letters.shape[0]) / 2 * down) * 2
        left = round((width - letters.shape[1]) / 2 * across) * 2
        ink = yuv(self.colour)
        contrasting = BLACK if ink[0] > _MIDDLE else WHITE
        for plane, value, ground in zip(planes, ink, (contrasting, NO_COLOUR, NO_COLOUR), strict=True):
            by = height // plane.shape[0]
            size = letters.shape[1] // by, letters.shape[0] // by
            place = plane[top // by :, left // by :][: size[1], : size[0]]
            weight, dark = (
                cv2.resize(part, size, interpolation=cv2.INTER_AREA) / np.float32(255) for part in (letters, behind)
            )
            covered = place + (np.float32(ground) - place) * dark
            place[:] = covered + (np.float32(value) - covered) * weight + 0.5

    def _behind(self, letters: GrayImage) -> GrayImage:
        if self.backing == "none":
            return np.zeros_like(letters)
        if self.backing == "box":
            return np.full_like(letters, _COVERING)
        reach_px = max(1, round(letters.shape[0] / 40))
        wide = cv2.dilate(letters, np.ones((2 * reach_px + 1, 2 * reach_px + 1), np.uint8))
        soft = cv2.stackBlur(wide, (4 * reach_px + 1, 4 * reach_px + 1))
        return np.asarray(cv2.convertScaleAbs(soft, alpha=_COVERING / 255), np.uint8)
