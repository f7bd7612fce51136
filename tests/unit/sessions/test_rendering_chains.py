"""Pictures on their way through several transforms, of several forms, plain and awaited."""

from __future__ import annotations

import asyncio
import threading
from contextlib import aclosing
from dataclasses import dataclass, field

import numpy as np
import pytest

from djinar import BgrImage, Frame, GrayImage, I420Image, RgbImage
from djinar.transforms.image import i420_planes
from djinar.transforms.pictures.none import none
from tests.unit.sessions.parts import Rendering, named


def y_of(planes: object) -> int:
    """The brightness that all of a picture has."""
    assert isinstance(planes, np.ndarray)
    levels = np.unique(planes[: planes.shape[0] * 2 // 3])
    assert len(levels) == 1
    return int(levels[0])


def brighter(image: I420Image) -> I420Image:
    """By 10."""
    y, _, _ = i420_planes(image)
    y += 10
    return image


async def much_brighter(image: I420Image) -> I420Image:
    """By 50, and meanwhile others have their turn."""
    await asyncio.sleep(0)
    y, _, _ = i420_planes(image)
    y += 50
    return image


@pytest.mark.parametrize(
    ("chain", "level"),
    [
        (["brighter"], 130),
        (["brighter", "brighter"], 140),
        (["much_brighter"], 170),
        (["brighter", "much_brighter", "brighter"], 190),
        (["much_brighter", "much_brighter"], 220),
        (["much_brighter", "brighter"], 180),
        (["none", "much_brighter", "none", "brighter", "none"], 180),
    ],
    ids=str,
)
async def test_every_transform_of_a_chain_has_its_turn(chain: list[str], level: int) -> None:
    async with aclosing(Rendering(brighter, much_brighter, none)) as rendering:
        rendering.chosen.choose(named(*chain))

        planes = await rendering.render()

    assert y_of(planes) == level


async def test_an_awaited_one_runs_on_the_loop_and_its_neighbours_off_it() -> None:
    threads: dict[str, threading.Thread] = {}

    def first(image: BgrImage) -> GrayImage:
        threads["first"] = threading.current_thread()
        return image[..., 0]

    async def second(image: RgbImage) -> RgbImage:
        threads["second"] = threading.current_thread()
        return image

    def third(image: GrayImage) -> GrayImage:
        threads["third"] = threading.current_thread()
        return image

    async with aclosing(Rendering(first, second, third)) as rendering:
        rendering.chosen.choose(named("first", "second", "third"))
        await rendering.render()

    assert threads["first"].name == threads["third"].name == "djinar transform"
    assert threads["second"] is threading.current_thread()


@pytest.mark.parametrize("chain", [["brighter", "noting"], ["much_brighter", "noting"], ["noting"]], ids=str)
async def test_what_was_received_is_there_after_a_transform_has_drawn_into_its_planes(chain: list[str]) -> None:
    received: list[int] = []

    def noting(image: BgrImage, frame: Frame) -> BgrImage:
        received.append(int(frame.received()[0, 0, 0]))
        return image

    async with aclosing(Rendering(brighter, much_brighter, noting)) as rendering:
        rendering.chosen.choose(named(*chain))
        await rendering.render()

    assert received == [121]  # 120 in limited range


async def test_a_transform_may_draw_into_what_the_one_before_turned_around() -> None:
    def mirrored(image: BgrImage) -> BgrImage:
        return image[:, ::-1]

    def dimmed(image: BgrImage) -> BgrImage:
        assert image.flags.c_contiguous
        image[:] = 0
        return image

    async with aclosing(Rendering(mirrored, dimmed)) as rendering:
        rendering.chosen.choose(named("mirrored", "dimmed"))

        assert y_of(await rendering.render()) == 16


async def test_a_transform_that_returns_its_own_buffer_may_write_to_it_again() -> None:
    @dataclass
    class buffered:  # noqa: N801
        buffer: I420Image = field(default_factory=lambda: np.full((6, 8), 128, np.uint8), init=False)

        def __call__(self, image: I420Image) -> I420Image:
            self.buffer[:4] += 1
            return self.buffer

    async with aclosing(Rendering(buffered)) as rendering:
        assert [y_of(await rendering.render()) for _ in range(3)] == [129, 130, 131]


async def test_the_picture_may_come_out_in_another_size() -> None:
    def halved(image: BgrImage) -> BgrImage:
        return image[::2, ::2]

    async with aclosing(Rendering(halved)) as rendering:
        planes = await rendering.render()

    assert isinstance(planes, np.ndarray)
    assert planes.shape == (3, 4)


async def test_a_chain_that_is_changed_meanwhile_is_finished_first() -> None:
    began, go_on = asyncio.Event(), asyncio.Event()

    async def waiting(image: I420Image) -> I420Image:
        began.set()
        await go_on.wait()
        return image

    async with aclosing(Rendering(waiting, brighter)) as rendering:
        rendering.chosen.choose(named("waiting", "brighter"))
        first = asyncio.create_task(rendering.render())
        await began.wait()
        rendering.chosen.choose(named("brighter", "brighter", "brighter"))
        go_on.set()

        assert y_of(await first) == 130
        assert y_of(await rendering.render()) == 150


def telling(image: I420Image, frame: Frame) -> I420Image:
    frame.tell({"number": frame.number})
    frame.tell({"mean": np.float32(0.5), "box": np.array([1, 2])})
    return image


async def telling_later(image: I420Image, frame: Frame) -> I420Image:
    frame.tell({"faces": 2})
    return image


async def test_what_transforms_tell_goes_out_with_the_picture() -> None:
    async with aclosing(Rendering(telling, telling_later)) as rendering:
        rendering.chosen.choose(named("telling", "telling_later", "telling"))
        for timestamp_us in (7_000_000, 7_500_000):
            await rendering.render(timestamp_us)

    assert [(told.transform, told.message, timestamp) for told, timestamp in rendering.told[5:]] == [
        ("telling", '{"number": 1}', 7_500_000),
        ("telling", '{"mean": 0.5, "box": [1, 2]}', 7_500_000),
        ("telling_later", '{"faces": 2}', 7_500_000),
        ("telling", '{"number": 1}', 7_500_000),
        ("telling", '{"mean": 0.5, "box": [1, 2]}', 7_500_000),
    ]
    assert {(told.number, told.time_seconds) for told, _ in rendering.told[5:]} == {(1, 0.5)}


async def test_nothing_is_told_of_a_picture_that_fails_nor_twice_of_one_that_does_not() -> None:
    def failing_at_second(image: I420Image, frame: Frame) -> I420Image:
        frame.tell({"number": frame.number})
        if frame.number == 1:
            raise ValueError
        return image

    async with aclosing(Rendering(failing_at_second, none)) as rendering:
        for _ in range(3):
            await rendering.render()
        rendering.chosen.choose(named("none"))
        await rendering.render()

    assert [told.message for told, _ in rendering.told] == ['{"number": 0}', '{"number": 2}']


@pytest.mark.parametrize("message", [{"a": {1, 2}}, {"a": float("nan")}, {1j: 1}, ["a"], None], ids=repr)
@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
async def test_what_is_not_json_cannot_be_told_and_the_picture_fails(message: object, is_async: bool) -> None:
    def wrong(image: I420Image, frame: Frame) -> I420Image:
        frame.tell(message)  # type: ignore[arg-type]  # the mistake
        return image

    async def wrong_too(image: I420Image, frame: Frame) -> I420Image:
        return wrong(image, frame)

    async with aclosing(Rendering(wrong_too if is_async else wrong)) as rendering:
        assert await rendering.render() is None
        assert rendering.failures.count == 1


class Boom(BaseException):
    pass


ERRORS = [ValueError, StopIteration, StopAsyncIteration, GeneratorExit, asyncio.CancelledError, SystemExit, Boom]


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
async def test_a_class_that_cannot_be_made_or_set_fails_and_nothing_more(
    error: type[BaseException], is_async: bool
) -> None:
    @dataclass
    class strict:  # noqa: N801
        level: int = 1

        def __setattr__(self, name: str, value: object) -> None:
            if value != 2:
                raise error
            super().__setattr__(name, value)

        def __call__(self, image: I420Image) -> I420Image:
            return image

    @dataclass
    class strict_too(strict):  # noqa: N801
        async def __call__(self, image: I420Image) -> I420Image:  # type: ignore[override]
            return image

    async with aclosing(Rendering(strict_too if is_async else strict)) as rendering:
        rendered = []
        for level in (1, 2, 3, 2):
            rendering.chosen.set_options(0, {"level": level})
            rendered.append(await rendering.render() is not None)

    assert rendered == [False, True, False, True]


async def test_a_transform_that_cancels_its_own_task_fails_and_the_session_goes_on() -> None:
    async def giving_up(image: I420Image) -> I420Image:
        task = asyncio.current_task()
        assert task
        task.cancel()
        await asyncio.sleep(0)
        return image

    async with aclosing(Rendering(giving_up)) as rendering:
        assert await rendering.render() is None
        assert rendering.failures_told == [("giving_up", "raised CancelledError")]


async def test_a_plain_one_that_returns_an_awaitable_returned_no_picture() -> None:
    loop = asyncio.get_running_loop()

    def promising(image: I420Image) -> object:
        return loop.create_future()

    async with aclosing(Rendering(promising)) as rendering:
        assert await rendering.render() is None

    assert rendering.failures_told == [
        ("promising", "failed: A transform must return a NumPy array, not Future"),
    ]
