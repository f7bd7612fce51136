from __future__ import annotations

import pytest

from djinar.media.frame_rate import FrameRateLimit


class Clock:
    seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def admitted(limit_fps: float, camera_fps: float, seconds: int) -> list[bool]:
    clock = Clock()
    limit = FrameRateLimit(limit_fps, clock)
    taken = []
    for number in range(int(camera_fps * seconds)):
        clock.seconds = 1_000 + number / camera_fps
        taken.append(limit.admits())
    assert limit.dropped == taken.count(False)
    return taken


@pytest.mark.parametrize("camera_fps", [1, 15, 30, 60])
def test_a_camera_within_the_limit_loses_nothing(camera_fps: float) -> None:
    assert all(admitted(60, camera_fps, seconds=10))


@pytest.mark.parametrize("camera_fps", [61, 120, 1_000])
def test_of_a_faster_one_as_many_are_taken_as_allowed(camera_fps: float) -> None:
    assert sum(admitted(60, camera_fps, seconds=10)) == pytest.approx(600, abs=8)


def test_pictures_that_the_network_lets_come_unevenly_are_taken() -> None:
    clock = Clock()
    limit = FrameRateLimit(30, clock)

    taken = []
    for clock.seconds in (1_000.0, 1_000.1, 1_000.1, 1_000.1, 1_000.2, 1_000.2, 1_000.2):
        taken.append(limit.admits())

    assert all(taken)
