"""What each built-in transform costs a picture on one core, beside the cartoon of aiortc's example."""

import statistics
import time
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

from benchmarks.camera import PHOTOGRAPH
from benchmarks.servers.aiortc_way import cartoon as aiortc_cartoon
from djinar.transforms.cartoon import cartoon
from djinar.transforms.image import BgrImage, Frame, I420Image, bgr_from_i420, i420_from_bgr
from djinar.transforms.registry import resolve

_ROUNDS = 100
_REFERENCE = "aiortc's cartoon"


def photographs() -> list[BgrImage]:
    """The same view with three noises of a webcam, since what a median costs depends on the noise."""
    still = np.asarray(cv2.imread(str(PHOTOGRAPH)), np.int16)
    noises = np.random.default_rng(1).normal(0, 2, (3, *still.shape))
    return [np.clip(still + noise, 0, 255).astype(np.uint8) for noise in noises]


def contestants() -> dict[str, Callable[[BgrImage, I420Image], Any]]:
    """By the name in the table; each gets the picture both ways and takes the one it needs."""
    frame = Frame(time_seconds=0.7, number=21)
    built_in = {
        name: lambda bgr, _, transform=transform: transform(bgr, frame, transform.defaults)
        for name, transform in resolve(["none", "edges", "cartoon", "rotate"]).items()
    }
    return {
        **built_in,
        _REFERENCE: lambda bgr, _: aiortc_cartoon(bgr),
        "I420 to BGR": lambda _, i420: bgr_from_i420(i420),
        "BGR to I420": lambda bgr, _: i420_from_bgr(bgr),
    }


def medians_ms() -> dict[str, float]:
    """CPU time of this thread, by the name in the table.

    They take turns, so that what else the machine does falls on all of them alike.
    """
    pictures = [(bgr, i420_from_bgr(bgr)) for bgr in photographs()]
    measured: dict[str, list[float]] = {name: [] for name in contestants()}
    for number in range(_ROUNDS):
        bgr, i420 = pictures[number % len(pictures)]
        for name, contestant in contestants().items():
            own = bgr.copy()
            began = time.thread_time()
            contestant(own, i420)
            measured[name].append((time.thread_time() - began) * 1000)
    return {name: statistics.median(times) for name, times in measured.items()}


def print_likeness() -> None:
    """How far our cartoon is from aiortc's, with the photograph's own distance for scale."""
    image = photographs()[0]
    ours, theirs = cartoon(image), aiortc_cartoon(image)
    our_lines, their_lines = ((drawn.max(axis=2) == 0).astype(np.uint8) for drawn in (ours, theirs))
    shared = (their_lines & cv2.dilate(our_lines, np.ones((3, 3), np.uint8))).sum() / their_lines.sum()
    painted = (our_lines | their_lines) == 0
    print(f"black in aiortc's cartoon: {their_lines.mean():.1%}, in ours: {our_lines.mean():.1%}")
    print(f"of aiortc's black, ours has within one pixel: {shared:.1%}")
    print(f"mean difference of the colours between the lines: {mean_difference(ours, theirs, painted):.1f} of 255")
    print(f"the same, aiortc's to the photograph: {mean_difference(theirs, image, painted):.1f} of 255")


def mean_difference(one: BgrImage, other: BgrImage, where: Any) -> float:
    return float(np.abs(one.astype(np.int16) - other)[where].mean())


def main() -> None:
    cv2.setNumThreads(1)
    measured = medians_ms()
    print(f"OpenCV {cv2.__version__}, 640x480, one core, median of {_ROUNDS}\n")
    print(f"{'':18}{'ms':>8}{'of ' + _REFERENCE:>22}")
    for name, cost_ms in measured.items():
        print(f"{name:18}{cost_ms:8.2f}{cost_ms / measured[_REFERENCE]:22.1%}")
    print()
    print_likeness()


if __name__ == "__main__":
    main()
