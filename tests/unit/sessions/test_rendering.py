"""The way of a picture through a transform: which thread it runs on, and what happens when it fails."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated

import cv2
import numpy as np
import pytest
from annotated_types import Interval

from djinar import BgrImage, Frame
from djinar.sessions.failures import TransformGaveUp
from djinar.transforms.pictures.none import none
from tests.unit.sessions.parts import MAX_FAILURES, Clock, Rendering, named, picture


def shade(image: BgrImage, *, level: Annotated[int, Interval(ge=0, le=255)] = 50, tint: bool = False) -> BgrImage:
    image[:] = (level, 0, 0) if tint else level
    return image


def failing(image: BgrImage) -> BgrImage:
    raise RuntimeError("This transform always fails.")


@pytest.fixture
async def shading() -> AsyncIterator[Rendering]:
    async with aclosing(Rendering(shade, none, failing)) as rendering:
        yield rendering


async def test_the_first_transform_is_the_default(shading: Rendering) -> None:
    planes = await shading.render()

    assert isinstance(planes, np.ndarray)
    assert planes.shape == (6, 8)
    assert np.abs(planes[:4].astype(int) - 59).max() <= 1  # a grey of 50, in limited range


async def test_a_picture_that_nothing_changes_is_handed_on_itself(shading: Rendering) -> None:
    shading.chosen.choose(named("none"))

    with picture() as received:
        assert await shading.renderer(received) is received


async def test_a_sync_transform_runs_off_the_loop_and_an_async_one_on_it() -> None:
    seen: dict[str, threading.Thread] = {}

    def sync(image: BgrImage) -> BgrImage:
        seen["sync"] = threading.current_thread()
        return image

    async def awaited(image: BgrImage) -> BgrImage:
        seen["awaited"] = threading.current_thread()
        return image

    async with aclosing(Rendering(sync, awaited)) as rendering:
        await rendering.render()
        rendering.chosen.choose(named("awaited"))
        await rendering.render()

    assert seen["sync"].name.startswith("djinar transform")
    assert seen["awaited"] is threading.current_thread()


async def test_a_transform_learns_time_and_number_of_each_picture() -> None:
    frames: list[Frame] = []

    def noting(image: BgrImage, frame: Frame) -> BgrImage:
        frames.append(frame)
        if frame.number == 1:
            raise RuntimeError("This one counts too.")
        return image

    async with aclosing(Rendering(noting)) as rendering:
        for timestamp_us in (7_000_000, 7_033_000, 7_100_000):
            await rendering.render(timestamp_us)

    assert frames == [
        Frame(time_seconds=0.0, number=0),
        Frame(time_seconds=0.033, number=1),
        Frame(time_seconds=0.1, number=2),
    ]


async def test_the_seconds_begin_with_the_first_picture_though_nothing_was_done_to_it() -> None:
    seconds: list[float] = []

    def noting(image: BgrImage, frame: Frame) -> BgrImage:
        seconds.append(frame.time_seconds)
        return image

    async with aclosing(Rendering(none, noting)) as rendering:
        await rendering.render(7_000_000)
        rendering.chosen.choose(named("noting"))
        await rendering.render(9_500_000)

    assert seconds == [2.5]


async def test_a_transform_learns_how_the_far_end_turns_the_picture() -> None:
    rotations: list[int] = []

    def noting(image: BgrImage, frame: Frame) -> BgrImage:
        rotations.append(frame.rotation)
        return image

    async with aclosing(Rendering(noting)) as rendering:
        for rotation in (0, 90, 180, 270):
            await rendering.render(rotation=rotation)

    assert rotations == [0, 90, 180, 270]


async def test_the_time_of_a_transform_is_known_with_the_first_picture(shading: Rendering) -> None:
    before = shading.renderer.durations_ms.percentile_95

    await shading.render()

    assert before is None
    assert shading.renderer.durations_ms.percentile_95 is not None


class Panic(BaseException):
    """As the Python binding of a library in Rust raises it."""


@pytest.mark.parametrize("error", [ValueError, StopIteration, asyncio.CancelledError, SystemExit, Panic])
@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
async def test_whatever_a_transform_raises_nothing_of_its_picture_goes_out(
    error: type[BaseException], is_async: bool
) -> None:
    def broken(image: BgrImage) -> BgrImage:
        raise error

    async def broken_too(image: BgrImage) -> BgrImage:
        raise error

    async with aclosing(Rendering(broken_too if is_async else broken)) as rendering:
        assert await rendering.render() is None
        assert rendering.failures.count == 1
        assert len(rendering.failures_told) == 1


@pytest.mark.parametrize("returned", [None, "picture", np.zeros((4, 8), np.uint8), np.zeros((4, 8, 3))], ids=repr)
@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
async def test_what_is_no_picture_does_not_go_out(returned: object, is_async: bool) -> None:
    def wrong(image: BgrImage) -> object:
        return returned

    async def wrong_too(image: BgrImage) -> object:
        return returned

    async with aclosing(Rendering(wrong_too if is_async else wrong)) as rendering:
        assert await rendering.render() is None


async def test_the_log_has_one_traceback_for_each_transform(caplog: pytest.LogCaptureFixture) -> None:
    async def failing_too(image: BgrImage) -> BgrImage:
        raise RuntimeError("So does this one.")

    async with aclosing(Rendering(failing, failing_too)) as rendering:
        for name in ("failing", "failing_too", "failing"):
            rendering.chosen.choose(named(name))
            await rendering.render()

    logged = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.message for record in logged] == [
        "Transform 'failing' failed with options {}.",
        "Transform 'failing_too' failed with options {}.",
    ]
    assert all(record.exc_info for record in logged)


async def test_the_peer_is_told_at_most_every_two_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    with monkeypatch.context() as patch:
        patch.setattr(asyncio.get_running_loop(), "time", clock)
        rendering = Rendering(failing)

    async with aclosing(rendering):
        told = []
        for clock.seconds in (1_000.0, 1_001.9, 1_002.0):
            await rendering.render()
            told.append(len(rendering.failures_told))

    assert told == [1, 1, 2]
    assert rendering.failures_told[0] == ("failing", "raised RuntimeError")


async def test_an_exception_that_is_called_no_more_than_error_is_told_with_its_module() -> None:
    def missing_a_file(image: BgrImage) -> BgrImage:
        return np.asarray(cv2.resize(np.empty((0, 0, 3), np.uint8), (64, 48)), np.uint8)

    async with aclosing(Rendering(missing_a_file)) as rendering:
        await rendering.render()

    assert rendering.failures_told == [("missing_a_file", "raised cv2.error")]


async def test_after_too_many_failures_in_a_row_it_gives_up(shading: Rendering) -> None:
    shading.chosen.choose(named("failing"))

    for _ in range(MAX_FAILURES - 1):
        assert await shading.render() is None
    with pytest.raises(TransformGaveUp, match=r"'failing' raised RuntimeError, too many times"):
        await shading.render()


async def test_a_success_in_between_starts_the_count_again() -> None:
    def flaky(image: BgrImage, frame: Frame) -> BgrImage:
        if frame.number % MAX_FAILURES:
            raise RuntimeError("Not this one.")
        return image

    async with aclosing(Rendering(flaky)) as rendering:
        rendered = [await rendering.render() for _ in range(3 * MAX_FAILURES)]

    assert sum(planes is not None for planes in rendered) == 3


async def test_another_transform_starts_the_count_again(shading: Rendering) -> None:
    shading.chosen.choose(named("failing"))
    for _ in range(MAX_FAILURES - 1):
        await shading.render()

    shading.chosen.choose(named("failing"))

    assert await shading.render() is None


async def test_a_session_that_ends_meanwhile_counts_no_failure() -> None:
    started = asyncio.Event()

    async def endless(image: BgrImage) -> BgrImage:
        started.set()
        await asyncio.Event().wait()
        return image

    async with aclosing(Rendering(endless)) as rendering:
        task = asyncio.create_task(rendering.render())
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    assert rendering.failures.count == 0


async def test_a_picture_that_is_being_rendered_keeps_the_options_it_began_with() -> None:
    started, go_on, levels = threading.Event(), threading.Event(), list[int]()

    def waiting(image: BgrImage, *, level: int = 1) -> BgrImage:
        started.set()
        go_on.wait(5)
        levels.append(level)
        return image

    async with aclosing(Rendering(waiting)) as rendering:
        task = asyncio.create_task(rendering.render())
        await asyncio.to_thread(started.wait, 5)
        rendering.chosen.set_options(0, {"level": 2})
        go_on.set()
        await task
        await rendering.render()

    assert levels == [1, 2]
