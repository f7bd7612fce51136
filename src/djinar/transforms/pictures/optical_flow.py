"""Which way everything moves."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Annotated, Literal, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
from annotated_types import Interval, Unit, doc

from djinar.transforms.frame import Frame
from djinar.transforms.image import I420Image, Pixels, i420_planes
from djinar.transforms.parts.yuv import BLACK, NO_COLOUR, WHITE
from djinar.transforms.registry import transform

_Flow: TypeAlias = npt.NDArray[np.float32]
"""Shape ``(height, width, 2)``: to the right and down, 1 is the speed that is drawn at full strength."""

_SEARCHED_PX = 320
"""The longer side of the picture in which movement is searched, at most."""
_SMALLEST_PX = 16
"""DIS compares patches of 8 pixels at several sizes; below this it has none."""
_STRONGEST_COLOUR = 100
_LIGHT = 60
_ARROWS_ACROSS = 24
_ARROW_LIGHT = 195
_SLOWEST_ARROW = 0.05


@transform
@dataclass
class OpticalFlow:
    """Movement as colour: red to the right, green to the left, blue up, yellow down.

    Source: ``cv2.DISOpticalFlow``, Kroeger et al., "Fast Optical Flow using Dense Inverse Search", 2016.
    """

    show: Annotated[Literal["colours", "arrows"], doc("How movement is drawn.")] = "colours"
    sensitivity: Annotated[
        int, Interval(ge=0, le=100), Unit("%"), doc("The more, the slower a movement is seen; too much shows noise.")
    ] = 50
    picture: Annotated[
        int, Interval(ge=0, le=100), Unit("%"), doc("How much of the picture is seen beneath, without its colours.")
    ] = 60
    _search: cv2.DISOpticalFlow = field(init=False, repr=False)
    _before: Pixels | None = field(default=None, init=False, repr=False)
    _flow: _Flow | None = field(default=None, init=False, repr=False)
    _seen_seconds: float = field(default=0.0, init=False, repr=False)

    def __post_init__(self) -> None:
        self._search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)

    def __call__(self, image: I420Image, frame: Frame) -> I420Image:
        y, u, v = i420_planes(image)
        flow = self._flow_at(frame.time_seconds, _small(y))
        cv2.convertScaleAbs(y, y, alpha=self.picture / 100, beta=BLACK * (1 - self.picture / 100))
        u[:], v[:] = NO_COLOUR, NO_COLOUR
        if self.show == "colours":
            _draw_colours(flow, y, u, v)
        else:
            _draw_arrows(flow, y, u, v)
        return image

    def _flow_at(self, time_seconds: float, small: Pixels) -> _Flow:
        passed_seconds = min(max(time_seconds - self._seen_seconds, 0.01), 1.0)
        self._seen_seconds = time_seconds
        before, self._before = self._before, small
        if before is None or self._flow is None or before.shape != small.shape or min(small.shape) < _SMALLEST_PX:
            self._flow = np.zeros((*small.shape, 2), np.float32)
            return self._flow
        # In widths of the picture a second.
        full_speed = 2 * 0.05 ** (self.sensitivity / 100)
        moved_px = cv2.blur(self._search.calc(before, small, np.zeros_like(self._flow)), (5, 5))
        scale = 1 / (max(small.shape) * passed_seconds * full_speed)
        # The mean with the last one calms what flickers.
        self._flow = np.asarray(cv2.addWeighted(moved_px, 0.6 * scale, self._flow, 0.4, 0), dtype=np.float32)
        return self._flow


def _small(y: Pixels) -> Pixels:
    height, width = y.shape
    # A whole number is many times quicker to shrink by.
    by = math.ceil(max(height, width) / _SEARCHED_PX)
    size = max(1, width // by), max(1, height // by)
    return np.asarray(cv2.resize(y, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _draw_colours(flow: _Flow, y: Pixels, u: Pixels, v: Pixels) -> None:
    # Slow movement keeps its strength, fast movement is held at full strength, and both keep their direction.
    speed = _colour(flow, u, v, full_at=1.0)
    light = cv2.convertScaleAbs(speed.clip(max=1), alpha=_LIGHT)
    np.minimum(cv2.add(y, cv2.resize(light, (y.shape[1], y.shape[0]))), WHITE, out=y)


def _draw_arrows(flow: _Flow, y: Pixels, u: Pixels, v: Pixels) -> None:
    arrows = _arrows(flow, *y.shape)
    thickness_px = max(1, round(y.shape[1] / 320))
    cv2.polylines(y, list(arrows), False, (_ARROW_LIGHT,), thickness_px, cv2.LINE_AA)
    _colour(flow, u, v, full_at=_SLOWEST_ARROW)
    shafts = np.zeros_like(u)
    cv2.polylines(shafts, list(arrows // 2), False, (1,), thickness_px)
    for plane in (u, v):
        plane[shafts == 0] = NO_COLOUR


def _colour(flow: _Flow, u: Pixels, v: Pixels, *, full_at: float) -> npt.NDArray[np.float32]:
    """Fills U and V, the fuller the faster; returns the speed."""
    right, down = cv2.split(cv2.resize(flow, (u.shape[1], u.shape[0])))
    speed = np.asarray(cv2.magnitude(right, down), np.float32)
    strength = _STRONGEST_COLOUR / np.maximum(speed, full_at)
    v[:] = NO_COLOUR + right * strength
    u[:] = NO_COLOUR - down * strength
    return speed


def _arrows(flow: _Flow, height: int, width: int) -> npt.NDArray[np.int32]:
    """Lines of five points each, through tail, tip, one barb, tip and the other."""
    gap_px = max(4.0, width / _ARROWS_ACROSS)
    rows, columns = np.arange(gap_px / 2, height, gap_px), np.arange(gap_px / 2, width, gap_px)
    tails = np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 2)
    across, down = (tails * (flow.shape[1] / width, flow.shape[0] / height)).astype(int).T
    moves = flow[down, across]
    speed = np.hypot(*moves.T)
    tails, moves, speed = (part[speed > _SLOWEST_ARROW] for part in (tails, moves, speed))
    shafts = moves / speed[:, np.newaxis] * (1.5 * gap_px * np.sqrt(speed.clip(0, 1)))[:, np.newaxis]
    tips, sideways = tails + shafts, shafts[:, ::-1] * (0.2, -0.2)
    barbs = tips - 0.3 * shafts
    points = np.stack((tails, tips, barbs + sideways, tips, barbs - sideways), axis=1)
    return np.asarray(np.rint(points), np.int32)
