"""What each built-in transform costs on one core, beside the cartoon of aiortc's example; and the pixel forms.

``python -m benchmarks.transform_cost``; with ``--markdown`` as the tables stand in the documentation.
"""

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from itertools import permutations
from typing import Any, TypeAlias
from unittest import mock

import cv2
import numpy as np

from benchmarks.camera import PHOTOGRAPH
from benchmarks.servers.aiortc_way import cartoon as aiortc_cartoon
from benchmarks.table import Table
from djinar.transforms.form import Form
from djinar.transforms.frame import Frame
from djinar.transforms.image import BgrImage, Image, Pixels
from djinar.transforms.models import network
from djinar.transforms.pictures.cartoon import cartoon
from djinar.transforms.registry import every_transform
from djinar.transforms.sound import RATE_HZ, Sound
from djinar.transforms.transform import Transform

_TURNS = 40
_PICTURES_A_TURN = 4
"""``codes`` looks at every other picture, for one kind of code at a time."""
_DISTINCT_PICTURES = 12
_FORMS = (Form.BGR, Form.RGB, Form.GRAY, Form.I420)
_REFERENCE = "aiortc's cartoon"
_WITH_MODELS = ("background_blur", "background_replacement", "face_blur")

Scene: TypeAlias = dict[Form, Pixels]
Contestant: TypeAlias = Callable[[Scene, Frame], Any]


def photographs() -> list[BgrImage]:
    """The same view through a hand-held camera with a webcam's noise: what a median costs depends on the noise."""
    still = np.asarray(cv2.imread(str(PHOTOGRAPH)), np.uint8)
    noise = np.random.default_rng(1)
    pictures = []
    for number in range(_DISTINCT_PICTURES):
        swaying = np.roll(still, round(4 * np.sin(2 * np.pi * number / _DISTINCT_PICTURES)), axis=1)
        pictures.append(np.clip(swaying + noise.normal(0, 2, still.shape), 0, 255).astype(np.uint8))
    return pictures


def built_in() -> Iterator[tuple[str, Transform, Contestant]]:
    """Each with the name of its row; those with a model once for each engine that is installed."""
    for name, transform in sorted(every_transform().items()):
        if transform.is_sound or transform.keeps_picture:
            continue
        yield name, transform, _contestant(transform)
        if name in _WITH_MODELS and _has_litert():
            with mock.patch.object(network, "LiteRtNetwork", network.OpenCvNetwork):
                contestant = _contestant(transform)
                # Its object, and so its engine, is made at the first call.
                contestant(_scene(photographs()[0]), _frame(0, _scene(photographs()[0])))
            yield f"{name}, without the extra `ml`", transform, contestant


def _has_litert() -> bool:
    try:
        import ai_edge_litert  # type: ignore[import-untyped] # noqa: F401 - an extra, which may not be installed
    except ImportError:
        return False
    return True


def _contestant(transform: Transform) -> Contestant:
    running = transform.begin()
    return lambda scene, frame: running(scene[transform.takes], frame, transform.defaults)


def _conversion(given: Form, wanted: Form) -> Contestant:
    return lambda scene, _: Image(given, scene[given]).to(wanted)


def _scene(picture: BgrImage) -> Scene:
    return {form: Image(Form.BGR, picture).to(form) for form in _FORMS}


def _frame(number: int, scene: Scene) -> Frame:
    return Frame(time_seconds=number / 30, number=number, planes=scene[Form.I420])


def medians_ms(contestants: dict[str, Contestant]) -> dict[str, float]:
    """CPU time a picture of this thread, by the name in the table.

    They take turns, so that what else the machine does falls on all of them alike.
    """
    scenes = [_scene(picture) for picture in photographs()]
    measured: dict[str, list[float]] = {name: [] for name in contestants}
    for turn in range(_TURNS + 1):
        for name, contestant in contestants.items():
            taken_ms = 0.0
            for number in range(turn * _PICTURES_A_TURN, (turn + 1) * _PICTURES_A_TURN):
                scene = scenes[number % len(scenes)]
                # It may write to what it gets.
                own, frame = {form: pixels.copy() for form, pixels in scene.items()}, _frame(number, scene)
                began = time.thread_time()
                contestant(own, frame)
                taken_ms += (time.thread_time() - began) * 1000
            measured[name].append(taken_ms / _PICTURES_A_TURN)
    # The first turn loads models and fills caches.
    return {name: statistics.median(times[1:]) for name, times in measured.items()}


def measured_tables() -> Iterator[Table]:
    transforms = {name: (transform, contestant) for name, transform, contestant in built_in()}
    conversions = {f"{given} to {wanted}": _conversion(given, wanted) for given, wanted in permutations(_FORMS, 2)}
    cost_ms = medians_ms(
        {name: contestant for name, (_, contestant) in transforms.items()}
        | {_REFERENCE: lambda scene, _: aiortc_cartoon(scene[Form.BGR])}
        | conversions
    )

    def converting_ms(given: Form, wanted: Form) -> float:
        return 0.0 if given is wanted else cost_ms[f"{given} to {wanted}"]

    def to_and_fro_ms(transform: Transform) -> float:
        return converting_ms(Form.I420, transform.takes) + converting_ms(transform.gives, Form.I420)

    yield Table(
        title="Transforms of pictures",
        headings=["", "pixels", "ms", "with both conversions"],
        rows=[
            ["`none`", "", "0", "0"],
            *(
                [
                    _as_code(name),
                    transform.takes,
                    _figure(cost_ms[name]),
                    _figure(cost_ms[name] + to_and_fro_ms(transform)),
                ]
                for name, (transform, _) in transforms.items()
            ),
            [_REFERENCE, "bgr", _figure(cost_ms[_REFERENCE]), ""],
        ],
    )
    yield Table(
        title="From one pixel form to another, ms",
        headings=["from", *(f"to {form}" for form in _FORMS)],
        rows=[[given, *(f"{converting_ms(given, wanted):.2f}" for wanted in _FORMS)] for given in _FORMS],
    )
    yield _sound_table()


def _figure(ms: float) -> str:
    return f"{ms:.1f}" if ms >= 0.1 else f"{ms:.2f}"


def _as_code(name: str) -> str:
    first, comma, rest = name.partition(",")
    return f"`{first}`{comma}{rest}"


def _sound_table() -> Table:
    return Table(
        title="Sound, µs for 10 ms of two channels",
        headings=["", "block ms", "µs"],
        rows=[
            [f"`{name}`", str(transform.block_ms), f"{_sound_cost_us(transform):.0f}"]
            for name, transform in sorted(every_transform().items())
            if transform.is_sound and not transform.keeps_picture
        ],
    )


def _sound_cost_us(transform: Transform) -> float:
    running = transform.begin()
    samples = transform.block_ms * RATE_HZ // 1000
    times_us = []
    for number in range(_TURNS * _PICTURES_A_TURN):
        sound = _voice(number * samples, samples)
        frame = Frame(time_seconds=number * transform.block_ms / 1000, number=number)
        began = time.thread_time()
        running(sound, frame, transform.defaults)
        times_us.append((time.thread_time() - began) * 1_000_000 * 10 / transform.block_ms)
    return statistics.median(times_us)


def _voice(first: int, samples: int) -> Sound:
    """A tone that swells and fades as syllables do."""
    seconds = (first + np.arange(samples)) / RATE_HZ
    one = 8000 * np.sin(2 * np.pi * 180 * seconds) * np.abs(np.sin(2 * np.pi * 2 * seconds))
    return np.repeat(one.astype(np.int16)[:, np.newaxis], 2, axis=1)


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
    print(f"OpenCV {cv2.__version__}, 640x480, one core, medians of {_TURNS} turns of {_PICTURES_A_TURN} pictures\n")
    for table in measured_tables():
        print(table.markdown() if "--markdown" in sys.argv[1:] else table.text(), end="\n\n")
    print_likeness()


if __name__ == "__main__":
    main()
