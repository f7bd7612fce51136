"""What a transform that is slow, hangs or keeps the interpreter or the memory to itself costs, and whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

import numpy as np
import pytest

from benchmarks.findings import Findings
from djinar.testing import Camera
from tests.integration.peers.light_peer import LightPeer
from tests.integration.server import DemoServer
from tests.integration.stream.serving import stream_server
from tests.load.caller import calling
from tests.load.census import figures, settled
from tests.load.gate import FPS, QUIET_AGE_MS, Record, assert_some_attempt, described

WARM_UP_SECONDS, MEASURED_SECONDS = 3, 6
DEADLINE_SECONDS = 1
GOOD = "copied"
QUIET_ROUND_TRIP_MS = 10
SMALL = {"width_px": 320, "height_px": 240}
HOARDED_PICTURES = 60
HOARDED_KB = HOARDED_PICTURES * 640 * 480 * 3 // 1024

See = Callable[..., list[Findings]]

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with stream_server(TRANSFORM_DEADLINE_SECONDS=DEADLINE_SECONDS) as running:
        yield running


@pytest.fixture
def seen(server: DemoServer) -> See:
    """What peers with a transform see, while others have other ones."""

    def seen(transform: str, *, peers: int = 1, beside: Sequence[str] = (), **size: int) -> list[Findings]:
        url = f"{server.base_url}/troubled"
        with ExitStack() as calls:
            for other in beside:
                calls.enter_context(calling(url, other, **SMALL))
            caller = calls.enter_context(calling(url, transform, peers=peers, **size))
            caller.measure(WARM_UP_SECONDS)
            return caller.measure(MEASURED_SECONDS)

    return seen


def slower(undisturbed_ms: float, quiet_ms: float) -> float:
    """How many times as long everything takes on this machine at this moment."""
    return max(1.0, undisturbed_ms / quiet_ms)


def test_a_slow_transform_makes_neither_pictures_nor_messages_late(seen: See, record_property: Record) -> None:
    def attempt() -> tuple[bool, str]:
        (undisturbed,), (slow,) = seen(GOOD), seen("slow")
        held = (
            slow.fps > 8 * undisturbed.fps / FPS
            and slow.frame_age_ms[2] <= 550 * slower(undisturbed.frame_age_ms[2], QUIET_AGE_MS)
            and slow.round_trip_ms[2] <= 100 * slower(undisturbed.round_trip_ms[2], QUIET_ROUND_TRIP_MS)
        )
        return held, f"{described(undisturbed)}; then {described(slow)}"

    assert_some_attempt(attempt, record_property, "100 ms a picture")


def test_four_transforms_that_keep_the_interpreter_let_messages_through(seen: See, record_property: Record) -> None:
    def attempt() -> tuple[bool, str]:
        undisturbed, busy = seen(GOOD, peers=4, **SMALL), seen("busy", peers=4, **SMALL)
        factor = slower(max(peer.round_trip_ms[2] for peer in undisturbed), QUIET_ROUND_TRIP_MS)
        held = all(peer.round_trip_ms[1] <= 100 * factor for peer in busy)
        return held, f"{described(undisturbed[0])}; then {described(busy[0])}"

    assert_some_attempt(attempt, record_property, "20 ms of Python a picture, in four sessions")


def test_a_transform_that_hangs_freezes_the_picture_little_longer_than_its_deadline(
    seen: See, record_property: Record
) -> None:
    def attempt() -> tuple[bool, str]:
        (hanging,) = seen("hanging_once")
        held = DEADLINE_SECONDS * 1000 < hanging.longest_freeze_ms <= 1500
        return held, described(hanging)

    assert_some_attempt(attempt, record_property, "a transform that hangs once")


def test_bad_transforms_of_others_cost_a_session_nothing(seen: See, record_property: Record) -> None:
    def attempt() -> tuple[bool, str]:
        (beside_good,) = seen(GOOD, beside=[GOOD] * 3, **SMALL)
        (beside_bad,) = seen(GOOD, beside=["slow", "flaky", "hanging_once"], **SMALL)
        held = beside_bad.fps >= 0.9 * beside_good.fps and beside_bad.frame_age_ms[2] <= 1.1 * max(
            beside_good.frame_age_ms[2], QUIET_AGE_MS
        )
        return held, f"{described(beside_good)}; then {described(beside_bad)}"

    assert_some_attempt(attempt, record_property, "beside a slow, a failing and a hanging transform")


async def test_what_a_transform_keeps_is_given_back_when_its_session_is_over(server: DemoServer) -> None:
    async def streamed(transform: str) -> int:
        """The memory in KB after so many pictures."""
        async with LightPeer(Camera(pictures=np.full((480, 640), 90, dtype=np.uint8))) as peer:
            await peer.connect(f"{server.base_url}/troubled", transform)
            for _ in range(HOARDED_PICTURES):
                await peer.picture()
            return (await figures(server))["memory_kb"]

    await streamed(GOOD)
    before = await settled(server)

    meanwhile = await streamed("hoarding")
    after = await settled(server)

    assert meanwhile - before["memory_kb"] > HOARDED_KB / 2
    assert after["memory_kb"] - before["memory_kb"] < HOARDED_KB / 4
