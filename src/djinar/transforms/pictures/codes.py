"""QR codes and bar codes, read."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Literal, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
from annotated_types import doc

from djinar.transforms.colour import Colour
from djinar.transforms.frame import Frame
from djinar.transforms.image import BgrImage, GrayImage
from djinar.transforms.registry import transform

_LOOK_EVERY_SECONDS = 0.06
"""With every second picture of 30 a second, so that reading takes no more than half of the time there is."""
_LOOK_AT_PX = 640 * 480
_FORGET_AFTER_SECONDS = 0.6
_LONGEST_LABEL = 40
_BAR_ZOOM = 2
"""OpenCV measures bars in whole pixels, and reads three times as many codes where those are small."""

_Corners: TypeAlias = npt.NDArray[np.float32]
_Kind: TypeAlias = Literal["qr", "bar"]


@dataclass(frozen=True, slots=True)
class _Read:
    corners: _Corners
    time_seconds: float


@transform
@dataclass(kw_only=True)
class Codes:
    """Reads QR codes and bar codes, draws them and tells what they say.

    Tells ``{"codes": [{"kind": "qr", "text": …, "corners": [[x, y], …]}]}`` when one comes and when one goes. The kind
    of a bar code is its standard, such as ``"EAN_13"``; the corners are in pixels. A picture larger than 640x480 is
    read at about that size.

    Source: ``cv2.QRCodeDetector``, ``cv2.barcode.BarcodeDetector``.
    """

    kinds: Annotated[Literal["all", "qr", "bar"], doc("Which codes are looked for.")] = "all"
    colour: Annotated[Colour, doc("Of the outline and the text.")] = Colour("#19d27c")
    show_text: Annotated[bool, doc("Write on the code what it says.")] = True
    _qr: cv2.QRCodeDetector = field(init=False, repr=False, default_factory=cv2.QRCodeDetector)
    _bar: cv2.barcode.BarcodeDetector = field(init=False, repr=False, default_factory=cv2.barcode.BarcodeDetector)
    _read: dict[tuple[str, str], _Read] = field(init=False, repr=False, default_factory=dict)
    """By kind and text."""
    _told: set[tuple[str, str]] = field(init=False, repr=False, default_factory=set)
    _looked_seconds: float = field(init=False, repr=False, default=-math.inf)
    _next: _Kind = field(init=False, repr=False, default="qr")

    def __call__(self, image: BgrImage, frame: Frame) -> BgrImage:
        now_seconds = frame.time_seconds
        if now_seconds - self._looked_seconds >= _LOOK_EVERY_SECONDS:
            self._look(image, now_seconds)
        self._read = {
            code: read for code, read in self._read.items() if now_seconds - read.time_seconds <= _FORGET_AFTER_SECONDS
        }
        if self._read.keys() != self._told:
            self._told = set(self._read)
            frame.tell(
                {
                    "codes": [
                        {"kind": kind, "text": text, "corners": read.corners.round().astype(int)}
                        for (kind, text), read in self._read.items()
                    ]
                }
            )
        for (_, text), read in self._read.items():
            self._draw(image, text, read.corners)
        return image

    def _look(self, image: BgrImage, now_seconds: float) -> None:
        """For one kind at a time: each takes half of what a picture has."""
        self._looked_seconds = now_seconds
        kind = self._next if self.kinds == "all" else self.kinds
        self._next = "bar" if kind == "qr" else "qr"
        scale = min(1, math.sqrt(_LOOK_AT_PX / (image.shape[0] * image.shape[1])))
        gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        if scale < 1:
            gray = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        read = self._qr_codes if kind == "qr" else self._bar_codes
        for standard, text, corners in read(np.asarray(gray, np.uint8)):
            self._read[standard, text] = _Read(corners / np.float32(scale), now_seconds)

    def _qr_codes(self, gray: GrayImage) -> Iterator[tuple[str, str, _Corners]]:
        # Not the method that returns str: it raises for a code that holds bytes.
        found, texts, corners, _ = self._qr.detectAndDecodeBytesMulti(gray)
        if found:
            yield from (
                ("qr", text.decode(errors="replace"), square)
                for text, square in zip(texts, corners, strict=True)
                if text
            )

    def _bar_codes(self, gray: GrayImage) -> Iterator[tuple[str, str, _Corners]]:
        zoomed = cv2.resize(gray, None, fx=_BAR_ZOOM, fy=_BAR_ZOOM, interpolation=cv2.INTER_CUBIC)
        found, texts, standards, corners = self._bar.detectAndDecodeWithType(zoomed)
        if found:
            yield from (
                (standard, text, bars / np.float32(_BAR_ZOOM))
                for standard, text, bars in zip(standards, texts, corners, strict=True)
                if text
            )

    def _draw(self, image: BgrImage, text: str, corners: _Corners) -> None:
        outline = corners.round().astype(np.int32)
        width_px = max(2, image.shape[0] // 160)
        cv2.polylines(image, [outline], isClosed=True, color=self.colour.bgr, thickness=width_px, lineType=cv2.LINE_AA)
        if self.show_text:
            _write(image, text, (int(outline[:, 0].min()), int(outline[:, 1].min())), self.colour)


def _write(image: BgrImage, text: str, at: tuple[int, int], colour: Colour) -> None:
    """On a dark plate above ``at``, or below it at the upper edge."""
    # OpenCV's drawn letters are those of ASCII.
    label = text[:_LONGEST_LABEL].encode("ascii", "replace").decode()
    scale = max(0.5, image.shape[0] / 960)
    (width_px, height_px), below_px = cv2.getTextSize(label, cv2.FONT_HERSHEY_SIMPLEX, scale, 1)
    left = max(0, min(at[0], image.shape[1] - width_px))
    base = max(height_px + below_px, at[1] - 2 * below_px)
    cv2.rectangle(image, (left, base - height_px - below_px), (left + width_px, base + below_px), (0, 0, 0), cv2.FILLED)
    cv2.putText(image, label, (left, base), cv2.FONT_HERSHEY_SIMPLEX, scale, colour.bgr, 1, cv2.LINE_AA)
