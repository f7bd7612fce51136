"""Pictures with a number in them, which survives coding and every transform that keeps dark dark."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_BITS = 12
_BAR_PX = 24
WIDTH_PX, HEIGHT_PX = _BITS * _BAR_PX, 160
_DARK, _LIGHT = 40, 200

Luma = npt.NDArray[np.uint8]


def numbered(number: int) -> Luma:
    """A bar for each bit, the lowest on the left. In Gray code, so that little changes from picture to picture."""
    code = number ^ number >> 1
    bars = [_LIGHT if code >> bit & 1 else _DARK for bit in range(_BITS)]
    return np.tile(np.repeat(np.array(bars, dtype=np.uint8), _BAR_PX), (HEIGHT_PX, 1))


def number_in(luma: Luma) -> int:
    code = 0
    for bit, bar in enumerate(np.array_split(luma, _BITS, axis=1)):
        code |= int(bar[:, bar.shape[1] // 4 : -bar.shape[1] // 4].mean() > (_DARK + _LIGHT) / 2) << bit
    number = 0
    while code:
        number ^= code
        code >>= 1
    return number
