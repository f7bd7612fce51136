"""Transforms that take their time, the interpreter or the memory, and one that does not."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from djinar import BgrImage, Frame, GrayImage, transform
from tests.site.streams import Studio, flaky, slow

HANGS_AT = 120


@transform
def copied(image: BgrImage) -> BgrImage:
    return image.copy()


@transform
def busy(image: GrayImage) -> GrayImage:
    """20 ms of Python, which lets no other thread run Python."""
    until = time.thread_time() + 0.02
    while time.thread_time() < until:
        pass
    return image


@transform
def hanging_once(image: BgrImage, frame: Frame) -> BgrImage:
    if frame.number == HANGS_AT:
        time.sleep(10)
    return image


@transform
@dataclass
class Hoarding:
    """Keeps every picture."""

    kept: list[BgrImage] = field(default_factory=list, init=False)

    def __call__(self, image: BgrImage) -> BgrImage:
        self.kept.append(image.copy())
        return image


class Troubled(Studio):
    transforms = ["none", copied, slow, flaky, busy, hanging_once, Hoarding]
