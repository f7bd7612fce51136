"""Words as pixels."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from djinar.transforms.image import GrayImage

_SEMIBOLD = 600
_LINE_HEIGHT = 1.25
_SMALLEST_PX = 6


class Lettering:
    """Draws lines with the font that is built into OpenCV.

    It knows Latin, Greek, Cyrillic, Chinese, Japanese and Korean. Emoji and the scripts of India become question marks,
    and Hebrew and Arabic run the wrong way. One object for each session, since two threads that share a font's face
    spoil each other's letters.
    """

    def __init__(self) -> None:
        self._face = cv2.FontFace("sans")

    def drawn(self, lines: Sequence[str], *, size_px: int, widest_px: int, align: float) -> GrayImage:
        """White on black, as large as the letters with a rim of half of ``size_px``, and of even sides.

        A line wider than ``widest_px`` makes all of them smaller. ``align`` is 0 for left, 0.5 for the middle, 1 for
        right.
        """
        lines = [writable(line) for line in lines]
        size_px = max(size_px, _SMALLEST_PX)
        wanted_px = max(self._width_px(line, size_px) for line in lines)
        if wanted_px > max(widest_px, 0):  # what cannot be seen, as a text of control characters, has no width
            size_px = max(size_px * widest_px // wanted_px, _SMALLEST_PX)
        widths_px = [self._width_px(line, size_px) for line in lines]
        rim_px = size_px // 2
        height = 2 * rim_px + round(size_px * _LINE_HEIGHT * len(lines))
        width = 2 * rim_px + max(widths_px)
        canvas = np.zeros((height + height % 2, width + width % 2), np.uint8)
        for row, (line, line_px) in enumerate(zip(lines, widths_px, strict=True)):
            left = rim_px + round((max(widths_px) - line_px) * align)
            baseline = rim_px + round(size_px * (1 + row * _LINE_HEIGHT))
            cv2.putText(canvas, line, (left, baseline), (255,), self._face, size_px, _SEMIBOLD)
        return canvas

    def _width_px(self, line: str, size_px: int) -> int:
        return cv2.getTextSize((0, 0), line, (0, 0), self._face, size_px, _SEMIBOLD)[2]


def writable(line: str) -> str:
    """As one line that OpenCV takes: half a surrogate pair, which JSON may carry, makes ``cv2.putText`` crash."""
    return " ".join(line.encode("utf-8", "replace").decode().split())
