"""Transforms that never return."""

from __future__ import annotations

import asyncio
import logging
import threading
import weakref
from contextlib import aclosing, suppress
from dataclasses import dataclass, field

import pytest

from djinar import BgrImage, Frame, I420Image
from djinar.sessions.failures import TransformGaveUp
from djinar.transforms.chain import Choice
from djinar.transforms.pictures.none import none
from tests.unit.sessions.parts import LONG_SECONDS, SOON_SECONDS, Rendering, named


class Gate:
    """What hanging transforms wait for; opened at the end of each test."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.reached = threading.Event()

    def wait(self) -> None:
        self.reached.set()
        self.open.wait(LONG_SECONDS)


@pytest.fixture
def gate() -> Gate:
    return Gate()


class HangingRendering(Rendering):
    def __init__(self, gate: Gate, *sources: object) -> None:
        super().__init__(*sources, deadline_seconds=SOON_SECONDS)  # type: ignore[arg-type]
        self._gate = gate

    async def aclose(self) -> None:
        self._gate.open.set()
        await super().aclose()


async def test_a_transform_that_hangs_fails_and_the_next_picture_has_a_thread(gate: Gate) -> None:
    def once(image: BgrImage, frame: Frame) -> BgrImage:
        if frame.number == 0:
            gate.wait()
        return image

    async with aclosing(HangingRendering(gate, once)) as rendering:
        first = await rendering.render()
        second = await rendering.render()

    assert first is None
    assert second is not None
    assert rendering.failures_told == [("once", "did not return within 0.2 s")]


async def test_the_log_says_where_it_hangs_and_with_which_options(gate: Gate, caplog: pytest.LogCaptureFixture) -> None:
    def stuck(image: BgrImage, *, level: int = 7) -> BgrImage:
        gate.wait()
        return image

    async with aclosing(HangingRendering(gate, stuck)) as rendering:
        await rendering.render()

    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.message.startswith("Transform 'stuck' with options {'level': 7} did not return within 0.2 s.")
    assert "gate.wait()" in record.message


async def test_an_awaited_one_that_hangs_is_cancelled() -> None:
    cancelled = asyncio.Event()

    async def stuck(image: BgrImage) -> BgrImage:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()
        return image

    async with aclosing(Rendering(stuck, deadline_seconds=SOON_SECONDS)) as rendering:
        assert await rendering.render() is None
        await asyncio.wait_for(cancelled.wait(), LONG_SECONDS)

    assert rendering.failures_told == [("stuck", "did not return within 0.2 s")]


async def test_an_awaited_one_that_will_not_be_cancelled_is_left_behind() -> None:
    go_on, over = asyncio.Event(), asyncio.Event()

    async def stubborn(image: BgrImage, frame: Frame) -> BgrImage:
        while frame.number == 0 and not go_on.is_set():
            with suppress(asyncio.CancelledError):
                await go_on.wait()
        over.set()
        return image

    async with aclosing(Rendering(stubborn, deadline_seconds=SOON_SECONDS)) as rendering:
        first = await rendering.render()
        second = await rendering.render()
        go_on.set()
        await asyncio.wait_for(over.wait(), LONG_SECONDS)

    assert first is None
    assert second is not None


async def test_a_class_that_is_awaited_may_take_its_time_to_be_made(gate: Gate) -> None:
    @dataclass
    class Loading:
        def __post_init__(self) -> None:
            gate.wait()

        async def __call__(self, image: BgrImage) -> BgrImage:
            return image

    async with aclosing(HangingRendering(gate, Loading)) as rendering:
        while_it_hangs = await rendering.render()
        gate.open.set()
        afterwards = await rendering.render()

    assert while_it_hangs is None
    assert afterwards is not None
    assert rendering.failures_told == [("Loading", "did not return within 0.2 s")]


async def test_the_third_call_that_hangs_ends_the_session_whatever_worked_in_between(gate: Gate) -> None:
    def stuck(image: BgrImage) -> BgrImage:
        gate.wait()
        return image

    async with aclosing(HangingRendering(gate, stuck, none)) as rendering:
        for _ in range(2):
            assert await rendering.render() is None
            rendering.chosen.choose([Choice("none")])
            assert await rendering.render() is not None
            rendering.chosen.choose([Choice("stuck")])
        with pytest.raises(TransformGaveUp, match=r"'stuck' did not return within 0\.2 s, too many times"):
            await rendering.render()


async def test_the_state_of_one_that_hangs_is_made_anew_and_the_others_is_kept(gate: Gate) -> None:
    objects: list[object] = []

    @dataclass
    class counting:  # noqa: N801
        seen: int = field(default=0, init=False)

        def __call__(self, image: I420Image, frame: Frame) -> I420Image:
            self.seen += 1
            frame.tell({"counting": self.seen})
            return image

    @dataclass
    class sticky:  # noqa: N801
        seen: int = field(default=0, init=False)

        def __post_init__(self) -> None:
            objects.append(self)

        def __call__(self, image: I420Image, frame: Frame) -> I420Image:
            self.seen += 1
            if frame.number == 1:
                gate.wait()
            frame.tell({"sticky": self.seen})
            return image

    async with aclosing(HangingRendering(gate, counting, sticky)) as rendering:
        rendering.chosen.choose(named("counting", "sticky"))
        for _ in range(3):
            await rendering.render()

    assert [told.message for told, _ in rendering.told] == [
        '{"counting": 1}',
        '{"sticky": 1}',
        '{"counting": 3}',
        '{"sticky": 1}',
    ]
    assert len(objects) == 2


async def test_a_thread_that_is_left_behind_does_not_go_on_with_the_next_transform(gate: Gate) -> None:
    seen: list[int] = []

    def once(image: I420Image, frame: Frame) -> I420Image:
        if frame.number == 0:
            threading.current_thread().name = "left behind"
            gate.wait()
        return image

    def noting(image: I420Image, frame: Frame) -> I420Image:
        seen.append(frame.number)
        return image

    async with aclosing(HangingRendering(gate, once, noting)) as rendering:
        rendering.chosen.choose(named("once", "noting"))
        await rendering.render()
        left = next(thread for thread in threading.enumerate() if thread.name == "left behind")
        await rendering.render()
        gate.open.set()
        rendering.threads.stop()
        await asyncio.to_thread(left.join, LONG_SECONDS)

    assert seen == [1]


async def test_what_is_written_late_reaches_no_later_picture(gate: Gate) -> None:
    def late(image: I420Image, frame: Frame) -> I420Image:
        if frame.number == 0:
            gate.wait()
            image[:] = 0
            frame.tell({"late": True})
        return image

    async with aclosing(HangingRendering(gate, late)) as rendering:
        await rendering.render()
        rendered = await rendering.render()
        gate.open.set()

    assert rendered is not None
    assert not rendering.told


async def test_a_session_that_ends_while_a_transform_hangs_leaves_nothing_but_its_thread(gate: Gate) -> None:
    forgotten = threading.Event()

    @dataclass
    class stuck:  # noqa: N801
        def __post_init__(self) -> None:
            weakref.finalize(self, forgotten.set)

        def __call__(self, image: I420Image) -> I420Image:
            gate.wait()
            return image

    async with aclosing(HangingRendering(gate, stuck)) as rendering:
        task = asyncio.create_task(rendering.render())
        await asyncio.to_thread(gate.reached.wait, LONG_SECONDS)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        del task
        rendering.chosen.steps = ()
        gate.open.set()

        assert await asyncio.to_thread(forgotten.wait, LONG_SECONDS)
    assert rendering.failures.count == 0
