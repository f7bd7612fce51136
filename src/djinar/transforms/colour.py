"""Colours as options."""

from __future__ import annotations

import re
from typing import Self

_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


class Colour(str):
    """``"#rrggbb"``, as ``<input type="color">`` gives it."""

    __slots__ = ()

    def __new__(cls, code: str) -> Self:
        """Raises:
        ValueError: it is not of that form.
        """
        if not cls.is_one(code):
            raise ValueError(f'A colour is written "#rrggbb", not {code!r}.')
        return super().__new__(cls, code.lower())

    @staticmethod
    def is_one(code: str) -> bool:
        return _HEX.fullmatch(code) is not None

    @property
    def bgr(self) -> tuple[int, int, int]:
        """Blue, green, red, as OpenCV's drawing functions take it."""
        red, green, blue = bytes.fromhex(self[1:])
        return blue, green, red
