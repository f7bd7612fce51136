"""What the synthetic camera of every peer sees: the scene of ``djinar.testing``."""

from __future__ import annotations

from djinar import BgrImage
from djinar.testing import Scene, difference, resembles

__all__ = ["HEIGHT_PX", "WIDTH_PX", "difference", "resembles", "scene", "shot"]

_SCENE = Scene()
WIDTH_PX, HEIGHT_PX = _SCENE.width_px, _SCENE.height_px


def scene() -> BgrImage:
    """Four fields of different colours, no two alike whichever way the picture is turned or inverted."""
    return _SCENE.still()


def shot(number: int) -> BgrImage:
    """The scene with a small square that moves."""
    return _SCENE(number)
