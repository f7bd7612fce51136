"""Sound on its way through a chain: blocks of every length, and silence where one fails."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from djinar import Frame, Sound
from djinar.sessions.failures import TransformGaveUp
from djinar.transforms.transform import Transform, described
from tests.unit.sessions.parts import LONG_SECONDS, MAX_FAILURES, SOON_SECONDS, Sounding, named, numbered

LOUD = 1000


def louder(sound: Sound) -> Sound:
    """By 1000, in place."""
    sound += LOUD
    return sound


def failing(sound: Sound) -> Sound:
    raise RuntimeError("This transform always fails.")


def of(**sources: tuple[Callable[..., Any], int]) -> dict[str, Transform]:
    """By name, each with the length of its blocks."""
    return {
        name: described(source, name, keeps_picture=name == "none", block_ms=block_ms)
        for name, (source, block_ms) in sources.items()
    }


def noting(into: list[tuple[int, ...]]) -> Callable[[Sound, Frame], Sound]:
    """Number, milliseconds and length of each block, and its first sample."""

    def noted(sound: Sound, frame: Frame) -> Sound:
        into.append((frame.number, round(frame.time_seconds * 1000), len(sound) // 48, int(sound[0, 0])))
        return sound

    return noted


async def test_sound_goes_through_a_transform_block_by_block() -> None:
    async with aclosing(Sounding(of(louder=(louder, 10)))) as sounding:
        heard = await sounding.hear_all(numbered(1, 3))

    assert heard == [1001, 1002, 1003]


async def test_sound_that_nothing_changes_is_handed_on_itself() -> None:
    async with aclosing(Sounding(of(none=(louder, 10)))) as sounding:
        heard = await sounding.hear(numbered(1, 1)[0])

    assert not isinstance(heard, np.ndarray)


@pytest.mark.parametrize("block_ms", [10, 20, 50, 100])
@pytest.mark.parametrize("channels", [1, 2])
async def test_a_transform_gets_as_much_at_a_time_as_it_asks_for(block_ms: int, channels: int) -> None:
    blocks: list[tuple[int, ...]] = []

    async with aclosing(Sounding(of(noted=(noting(blocks), block_ms)))) as sounding:
        heard = await sounding.hear_all(numbered(1, 20, channels=channels))

    many = 200 // block_ms
    assert heard == list(range(1, 21))
    assert blocks == [(each, each * block_ms, block_ms, each * block_ms // 10 + 1) for each in range(many)]


@pytest.mark.parametrize(
    ("lengths_ms", "out_every"), [((10, 20), 2), ((20, 50), 10), ((50, 10), 5), ((20, 100, 10), 10), ((100, 50), 10)]
)
async def test_transforms_of_different_lengths_fit_together(lengths_ms: tuple[int, ...], out_every: int) -> None:
    noted: dict[str, list[tuple[int, ...]]] = {f"of{block_ms}": [] for block_ms in lengths_ms}
    sources = {name: (noting(blocks), int(name[2:])) for name, blocks in noted.items()}

    async with aclosing(Sounding(of(**sources))) as sounding:
        sounding.chosen.choose(named(*sources))
        first = [np.asarray(await sounding.hear(block)) for block in numbered(1, out_every)]
        await sounding.hear_all(numbered(out_every + 1, 20))

    assert [len(samples) // 480 for samples in first] == [0] * (out_every - 1) + [out_every]
    for name, blocks in noted.items():
        block_ms = int(name[2:])
        assert blocks == [(n, n * block_ms, block_ms, n * block_ms // 10 + 1) for n in range(200 // block_ms)]


@pytest.mark.parametrize("first", ["of10", "of20", "of50", "of100", "none"])
@pytest.mark.parametrize("second", ["of10", "of20", "of50", "of100", "none"])
@pytest.mark.parametrize("after", [1, 3, 7, 9])
async def test_nothing_is_lost_or_repeated_when_the_length_changes_in_mid_stream(
    first: str, second: str, after: int
) -> None:
    def same(sound: Sound) -> Sound:
        return sound

    transforms = of(of10=(same, 10), of20=(same, 20), of50=(same, 50), of100=(same, 100), none=(same, 10))
    async with aclosing(Sounding(transforms)) as sounding:
        sounding.chosen.choose(named(first))
        heard = await sounding.hear_all(numbered(1, after))
        sounding.chosen.choose(named(second))
        heard += await sounding.hear_all(numbered(after + 1, 40))

    assert heard == list(range(1, 41))[: len(heard)]
    assert len(heard) > 30


async def test_a_peer_that_goes_from_mono_to_stereo_is_heard_on() -> None:
    async with aclosing(Sounding(of(louder=(louder, 20)))) as sounding:
        mono = await sounding.hear_all(numbered(1, 3, channels=1))
        stereo = await sounding.hear_all(numbered(4, 9, channels=2))

    assert mono == [1001, 1002]
    assert stereo == [1004, 1005, 1006, 1007, 1008, 1009]


async def test_an_awaited_one_has_its_turn_among_plain_ones() -> None:
    threads: dict[str, threading.Thread] = {}

    def plain(sound: Sound) -> Sound:
        threads["plain"] = threading.current_thread()
        return sound * np.int16(2)

    async def waiting(sound: Sound) -> Sound:
        threads["waiting"] = threading.current_thread()
        return sound + np.int16(1)

    async with aclosing(Sounding(of(plain=(plain, 10), waiting=(waiting, 20)))) as sounding:
        sounding.chosen.choose(named("plain", "waiting", "plain"))
        heard = await sounding.hear_all(numbered(1, 4))

    assert heard == [6, 10, 14, 18]
    assert threads["plain"].name == "djinar transform"
    assert threads["waiting"] is threading.current_thread()


async def test_a_class_that_is_awaited_is_made_on_a_thread() -> None:
    made_on = []

    @dataclass
    class Loading:
        def __post_init__(self) -> None:
            made_on.append(threading.current_thread().name)

        async def __call__(self, sound: Sound) -> Sound:
            return sound

    async with aclosing(Sounding(of(loading=(Loading, 10)))) as sounding:
        await sounding.hear_all(numbered(1, 2))

    assert made_on == ["djinar transform"]


async def wrong_length(sound: Sound) -> Sound:
    return sound[:-1]


def wrong_kind(sound: Sound) -> Any:
    return sound.astype(np.float32)


def leaving(sound: Sound) -> Sound:
    raise SystemExit


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (failing, "raised RuntimeError"),
        (leaving, "raised SystemExit"),
        (
            wrong_length,
            "failed: A sound transform must return int16 of the shape it got, (480, 2), not int16 of shape (479, 2)",
        ),
        (
            wrong_kind,
            "failed: A sound transform must return int16 of the shape it got, (480, 2), not float32 of shape (480, 2)",
        ),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
async def test_where_a_transform_fails_there_is_silence_and_the_peer_is_told(
    source: Callable[..., Any], why: str
) -> None:
    async with aclosing(Sounding(of(louder=(louder, 10), wrong=(source, 10)))) as sounding:
        sounding.chosen.choose(named("louder", "wrong", "louder"))
        heard = await sounding.hear(numbered(1, 1)[0])

    assert isinstance(heard, np.ndarray)
    assert heard.shape == (480, 2)
    assert not heard.any()
    assert sounding.failures_told == [("wrong", why)]


async def test_silence_is_as_long_as_what_was_gathered() -> None:
    async with aclosing(Sounding(of(failing=(failing, 50)))) as sounding:
        heard = await sounding.hear_all(numbered(1, 10))

    assert heard == [0] * 10


async def test_after_too_many_failures_in_a_row_it_gives_up() -> None:
    async with aclosing(Sounding(of(failing=(failing, 10)))) as sounding:
        await sounding.hear_all(numbered(1, MAX_FAILURES - 1))

        with pytest.raises(TransformGaveUp, match="'failing' raised RuntimeError, too many times"):
            await sounding.hear(numbered(4, 4)[0])


async def test_a_success_in_between_starts_the_count_again() -> None:
    def flaky(sound: Sound, frame: Frame) -> Sound:
        if frame.number % MAX_FAILURES:
            raise RuntimeError("Not this one.")
        return sound

    async with aclosing(Sounding(of(flaky=(flaky, 10)))) as sounding:
        heard = await sounding.hear_all(numbered(1, 3 * MAX_FAILURES))

    assert heard == [1, 0, 0, 0, 5, 0, 0, 0, 9, 0, 0, 0]


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
async def test_a_transform_that_hangs_is_left_behind_and_begins_anew(is_async: bool) -> None:
    go_on = threading.Event()

    @dataclass
    class once:  # noqa: N801
        seen: int = field(default=0, init=False)

        def __call__(self, sound: Sound, frame: Frame) -> Sound:
            self.seen += 1
            if frame.number == 1:
                go_on.wait(LONG_SECONDS)
            return np.full_like(sound, self.seen)

    @dataclass
    class once_awaited(once):  # noqa: N801
        async def __call__(self, sound: Sound, frame: Frame) -> Sound:  # type: ignore[override]
            self.seen += 1
            if frame.number == 1:
                await asyncio.Event().wait()
            return np.full_like(sound, self.seen)

    transforms = of(once=(once_awaited if is_async else once, 10))
    async with aclosing(Sounding(transforms, deadline_seconds=SOON_SECONDS)) as sounding:
        heard = await sounding.hear_all(numbered(1, 4))
        go_on.set()

    assert heard == [1, 0, 1, 2]
    assert sounding.failures_told == [("once", "did not return within 0.2 s")]


async def test_what_a_transform_tells_goes_out_with_its_time() -> None:
    def metering(sound: Sound, frame: Frame) -> Sound:
        frame.tell({"peak": sound.max()})
        return sound

    async with aclosing(Sounding(of(metering=(metering, 20)))) as sounding:
        await sounding.hear_all(numbered(1, 4))

    assert [(told.transform, told.number, told.time_seconds, told.message) for told in sounding.told] == [
        ("metering", 0, 0.0, '{"peak": 2}'),
        ("metering", 1, 0.02, '{"peak": 4}'),
    ]


async def test_nothing_is_told_of_sound_that_fails() -> None:
    def telling(sound: Sound, frame: Frame) -> Sound:
        frame.tell({"number": frame.number})
        return sound

    async with aclosing(Sounding(of(telling=(telling, 10), failing=(failing, 10)))) as sounding:
        sounding.chosen.choose(named("telling", "failing"))
        await sounding.hear_all(numbered(1, 2))

    assert sounding.told == []


async def test_a_transform_may_return_what_it_keeps() -> None:
    @dataclass
    class kept:  # noqa: N801
        buffer: Sound = field(default_factory=lambda: np.zeros((480, 2), np.int16), init=False)

        def __call__(self, sound: Sound) -> Sound:
            self.buffer += 1
            return self.buffer

    async with aclosing(Sounding(of(kept=(kept, 10), louder=(louder, 10)))) as sounding:
        sounding.chosen.choose(named("kept", "louder"))
        heard = await sounding.hear_all(numbered(1, 3))

    assert heard == [1001, 1002, 1003]
