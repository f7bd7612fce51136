"""The way of a picture through a transform: which thread it runs on, and what happens when it fails."""

from __future__ import annotations

import asyncio
import inspect
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, contextmanager
from typing import Annotated, Any

import numpy as np
import pytest
import webrtc
from annotated_types import Interval

from djinar.exceptions import OptionError, UnknownTransform
from djinar.media.video import Planes, ReceivedPicture
from djinar.sessions.rendering import Renderer, TransformGaveUp
from djinar.transforms.image import BgrImage, Frame
from djinar.transforms.none import none
from djinar.transforms.options import declared_options
from djinar.transforms.registry import Transform

MAX_FAILURES = 4


def described(function: Callable[..., Any], *, keeps_picture: bool = False) -> Transform:
    return Transform(
        name=function.__name__,
        function=function,
        options=declared_options(function),
        takes_frame="frame" in inspect.signature(function).parameters,
        is_async=inspect.iscoroutinefunction(function),
        keeps_picture=keeps_picture,
    )


def shade(image: BgrImage, *, level: Annotated[int, Interval(ge=0, le=255)] = 50, tint: bool = False) -> BgrImage:
    image[:] = (level, 0, 0) if tint else level
    return image


async def remote(image: BgrImage) -> BgrImage:
    return image


def failing(image: BgrImage) -> BgrImage:
    raise RuntimeError("This transform always fails.")


@contextmanager
def picture(timestamp_us: int = 0) -> Iterator[ReceivedPicture]:
    """A grey one of 8x4 pixels, as the engine decodes it."""
    frame = webrtc.VideoFrame(
        bytes([120] * 32 + [128] * 16),
        webrtc.VideoFrameBufferInit(
            format=webrtc.VideoPixelFormat.I420, coded_width=8, coded_height=4, timestamp=timestamp_us
        ),
    )
    try:
        yield ReceivedPicture(frame, decoded_at_us=timestamp_us)
    finally:
        frame.close()


class Clock:
    seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


class Rendering:
    """A renderer with threads of its own, and what it told the peer."""

    def __init__(self, *functions: Callable[..., Any]) -> None:
        self.told: list[str] = []
        self.threads = ThreadPoolExecutor(2, thread_name_prefix="transform")
        offered = {function.__name__: described(function, keeps_picture=function is none) for function in functions}
        self.renderer = Renderer(offered, self.threads, max_failures=MAX_FAILURES, failed=self.told.append)

    async def render(self, timestamp_us: int = 0) -> Planes | ReceivedPicture | None:
        with picture(timestamp_us) as received:
            return await asyncio.wait_for(self.renderer(received), 5)

    async def aclose(self) -> None:
        self.threads.shutdown()


@pytest.fixture
async def shading() -> AsyncIterator[Rendering]:
    async with aclosing(Rendering(shade, none, remote, failing)) as rendering:
        yield rendering


async def test_the_first_transform_is_the_default(shading: Rendering) -> None:
    planes = await shading.render()

    assert isinstance(planes, np.ndarray)
    assert planes.shape == (6, 8)
    assert np.abs(planes[:4].astype(int) - 59).max() <= 1  # a grey of 50, in limited range


async def test_a_picture_that_nothing_changes_is_handed_on_itself(shading: Rendering) -> None:
    shading.renderer.choose("none", {})

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
        rendering.renderer.choose("awaited", {})
        await rendering.render()

    assert seen["sync"].name.startswith("transform")
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
        assert rendering.renderer.frames_failed == 1
        assert len(rendering.told) == 1


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
            rendering.renderer.choose(name, {})
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
            told.append(len(rendering.told))

    assert told == [1, 1, 2]
    assert "'failing' failed" in rendering.told[0]


async def test_after_too_many_failures_in_a_row_it_gives_up(shading: Rendering) -> None:
    shading.renderer.choose("failing", {})

    for _ in range(MAX_FAILURES - 1):
        assert await shading.render() is None
    with pytest.raises(TransformGaveUp, match=r"'failing' failed 4 times in a row"):
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
    shading.renderer.choose("failing", {})
    for _ in range(MAX_FAILURES - 1):
        await shading.render()

    shading.renderer.choose("failing", {})

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

    assert rendering.renderer.frames_failed == 0


async def test_choosing_takes_the_defaults_of_what_is_not_named(shading: Rendering) -> None:
    shading.renderer.choose("shade", {"level": 7})
    shading.renderer.choose("shade", {"tint": True})

    assert shading.renderer.options == {"level": 50, "tint": True}


async def test_setting_options_leaves_the_others(shading: Rendering) -> None:
    shading.renderer.set_options({"level": 7})
    shading.renderer.set_options({"tint": True})

    assert shading.renderer.options == {"level": 7, "tint": True}


@pytest.mark.parametrize("refused", [{"tint": True, "level": 256}, {"tint": True, "colour": "red"}], ids=str)
async def test_a_refused_option_changes_nothing(shading: Rendering, refused: dict[str, object]) -> None:
    with pytest.raises(OptionError):
        shading.renderer.set_options(refused)
    with pytest.raises(OptionError):
        shading.renderer.choose("shade", refused)

    assert shading.renderer.options == {"level": 50, "tint": False}


async def test_a_refused_transform_changes_nothing(shading: Rendering) -> None:
    with pytest.raises(UnknownTransform) as refused:
        shading.renderer.choose("sparkle", {})
    with pytest.raises(OptionError):
        shading.renderer.choose("remote", {"level": 1})

    assert refused.value.allowed == ("shade", "none", "remote", "failing")
    assert shading.renderer.transform.name == "shade"


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
        rendering.renderer.set_options({"level": 2})
        go_on.set()
        await task
        await rendering.render()

    assert levels == [1, 2]
