"""How a transform is called, and the state that it keeps."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest

from djinar import BgrImage, Frame
from djinar.transforms.form import Form
from djinar.transforms.transform import Transform
from tests.unit.transforms.declared import FRAME, IMAGE, Counting, of


def test_a_transform_may_ask_for_the_frame() -> None:
    def numbered(image: BgrImage, frame: Frame, *, step: int = 1) -> int:
        return frame.number * step

    known = of(numbered)

    assert known.takes_frame
    assert known.begin()(IMAGE, FRAME, {"step": 2}) == 6


def test_a_transform_without_the_frame_gets_image_and_options_only() -> None:
    def plain(image: BgrImage, *, step: int = 1) -> tuple[bool, int]:
        return image is IMAGE, step

    known = of(plain)

    assert not known.takes_frame
    assert known.begin()(IMAGE, FRAME, {"step": 2}) == (True, 2)


async def test_an_async_transform_is_known_as_one() -> None:
    async def distant(image: BgrImage) -> BgrImage:
        return image

    known = of(distant)

    assert known.is_async
    assert await known.begin()(IMAGE, FRAME, {}) is IMAGE


async def test_a_class_may_be_awaited_too() -> None:
    @dataclass
    class Distant:
        seen: int = field(default=0, init=False)

        async def __call__(self, image: BgrImage, frame: Frame) -> Any:
            await asyncio.sleep(0)
            self.seen += 1
            return self.seen + frame.number

    known = of(Distant)
    running = known.begin()

    assert (known.is_async, known.takes_frame) == (True, True)
    assert [await running(IMAGE, FRAME, {}) for _ in range(2)] == [4, 5]


def test_a_class_keeps_its_state_from_picture_to_picture_and_each_session_its_own() -> None:
    known = of(Counting)
    one, other = known.begin(), known.begin()

    assert [one(IMAGE, FRAME, {"step": 1}) for _ in range(3)] == [1, 2, 3]
    assert other(IMAGE, FRAME, {"step": 1}) == 1


def test_an_option_that_changes_leaves_the_state() -> None:
    running = of(Counting).begin()

    counted = [running(IMAGE, FRAME, {"step": step}) for step in (1, 10, 10, 1)]

    assert counted == [1, 11, 21, 22]


def test_an_object_is_made_with_its_options_and_told_only_of_those_that_change() -> None:
    told: list[tuple[str, object]] = []

    @dataclass
    class Noting:
        low: int = 1
        high: int = 2

        def __setattr__(self, name: str, value: object) -> None:
            told.append((name, value))

        def __call__(self, image: BgrImage) -> BgrImage:
            return image

    running = of(Noting).begin()
    for low in (5, 5, 6):
        running(IMAGE, FRAME, {"low": low, "high": 7})

    assert told == [("low", 5), ("high", 7), ("low", 6)]


def test_an_object_that_cannot_be_made_is_tried_again() -> None:
    attempts: list[int] = []

    @dataclass
    class Reluctant:
        level: int = 1

        def __post_init__(self) -> None:
            attempts.append(self.level)
            if len(attempts) < 3:
                raise OSError("The model is not here yet.")

        def __call__(self, image: BgrImage) -> Any:
            return self.level

    running = of(Reluctant).begin()
    for _ in range(2):
        with pytest.raises(OSError, match="not here yet"):
            running(IMAGE, FRAME, {"level": 5})

    assert running(IMAGE, FRAME, {"level": 6}) == 6
    assert attempts == [5, 5, 6]


class Careful:
    """Its setter takes a value and only then complains of it."""

    def __init__(self, *, level: int = 1) -> None:
        self._level = level

    @property
    def level(self) -> int:
        return self._level

    @level.setter
    def level(self, value: int) -> None:
        self._level = value
        if value > 9:
            raise ValueError("Too much.")

    def __call__(self, image: BgrImage) -> Any:
        return self._level


def test_an_option_that_an_object_refuses_can_be_set_back() -> None:
    running = Transform(
        name="careful",
        source=Careful,
        options={},
        takes=Form.BGR,
        gives=Form.BGR,
        takes_frame=False,
        is_async=False,
        keeps_picture=False,
        block_ms=10,
    ).begin()
    before = running(IMAGE, FRAME, {"level": 5})

    for _ in range(2):
        with pytest.raises(ValueError, match="Too much"):
            running(IMAGE, FRAME, {"level": 10})

    assert (before, running(IMAGE, FRAME, {"level": 5})) == (5, 5)
