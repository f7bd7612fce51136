"""A frame's index, drawn into its picture so that any transform can be timed from outside.

Two rows of 16 cells across the top 2/15 of the picture. A cell is flat black for 0, fine black and white stripes for 1.
Whatever a transform does, the stripes come out brighter than the flat black: left alone they are half white, an edge
detector turns them into lines, a smoothing one into grey. So a cell is read by its mean brightness alone, measured
against two cells whose value is known. The index is in Gray code, of which one cell changes from frame to frame: the
encoder hardly pays for it, and the check cells keep a misread one from being believed.
"""

import numpy as np
import numpy.typing as npt

Luma = npt.NDArray[np.uint8]
"""``uint8``, shape ``(height, width)``, limited range: 16 is black, 235 white."""

_BLACK, _WHITE = 16, 235
_STRIPE_PX = 4
_COLUMNS, _ROWS = 16, 2
_HEIGHT_SHARE = 15  # a cell's height is this fraction of the picture's
_INDEX_BITS = 24
_CHECK_BITS = 6
_UNSURE = 0.3, 0.5  # of the way from the black cell's brightness to the striped one's: between these, no verdict


def rows_px(height_px: int) -> int:
    """How many rows from the top the barcode takes, even."""
    return -(-height_px * _ROWS // _HEIGHT_SHARE) // 2 * 2


def stamp(luma: Luma, index: int) -> None:
    """Draws the index into the top of the picture, in place."""
    height, width = luma.shape
    cell_height, cell_width = height // _HEIGHT_SHARE, width // _COLUMNS
    cell = np.full((2, cell_height, cell_width), _BLACK, np.uint8)
    cell[1, :, np.arange(cell_width) // _STRIPE_PX % 2 == 1] = _WHITE
    grid = cell[_cells(index).reshape(_ROWS, _COLUMNS)]
    strip = grid.transpose(0, 2, 1, 3).reshape(_ROWS * cell_height, _COLUMNS * cell_width)
    luma[: strip.shape[0], : strip.shape[1]] = strip


def read(top: Luma, height_px: int) -> int | None:
    """The index in the top rows of a picture ``height_px`` high, of any size; ``None`` when it cannot be told."""
    cell_height, cell_width = height_px / _HEIGHT_SHARE, top.shape[1] / _COLUMNS
    brightness = np.array(
        [
            _mean_inside(top, row * cell_height, column * cell_width, cell_height, cell_width)
            for row in range(_ROWS)
            for column in range(_COLUMNS)
        ]
    )
    striped, flat = brightness[0], brightness[-1]
    if striped - flat < 8:
        return None
    level = (brightness - flat) / (striped - flat)
    if np.any((level > _UNSURE[0]) & (level < _UNSURE[1])):
        return None
    cells = (level >= _UNSURE[1]).astype(np.intp)
    index = _ungray(int("".join(map(str, cells[1 : 1 + _INDEX_BITS])), 2))
    return index if np.array_equal(cells, _cells(index)) else None


def _cells(index: int) -> npt.NDArray[np.intp]:
    """A one to measure against, the index, a parity of every four of its bits, a zero to measure against."""
    gray = index ^ (index >> 1)
    bits = [gray >> place & 1 for place in reversed(range(_INDEX_BITS))]
    checks = [sum(bits[start::_CHECK_BITS]) % 2 for start in range(_CHECK_BITS)]
    return np.array([1, *bits, *checks, 0], np.intp)


def _ungray(gray: int) -> int:
    index = 0
    while gray:
        index ^= gray
        gray >>= 1
    return index


def _mean_inside(top: Luma, y: float, x: float, height: float, width: float) -> float:
    """The mean over the middle half of a cell each way, where its neighbours do not reach."""
    return float(top[int(y + height / 4) : int(y + height * 3 / 4), int(x + width / 4) : int(x + width * 3 / 4)].mean())
