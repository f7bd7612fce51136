"""When pictures are shown, whatever the file's clock can say."""

from __future__ import annotations

from fractions import Fraction

from djinar.media.files.times import PictureClock

NTSC = Fraction(30_000, 1001)
MILLISECOND = Fraction(1, 1000)


def test_times_that_were_rounded_to_milliseconds_are_exact_again() -> None:
    clock = PictureClock(NTSC, MILLISECOND)

    times = [clock.next(Fraction(ms, 1000)) for ms in (0, 33, 67, 100)]

    assert times == [number / NTSC for number in range(4)]
    assert all((time / clock.tick_seconds).denominator == 1 for time in times)


def test_a_rate_that_varies_is_left_alone() -> None:
    clock = PictureClock(Fraction(30), MILLISECOND)

    times = [clock.next(Fraction(ms, 1000)) for ms in (0, 40, 55, 155)]

    assert times == [Fraction(ms, 1000) for ms in (0, 40, 55, 155)]


def test_a_picture_without_a_time_follows_at_the_rate() -> None:
    clock = PictureClock(Fraction(25), Fraction(1, 25))

    times = [clock.next(seconds) for seconds in (Fraction(1), None, None)]

    assert times == [1, Fraction(26, 25), Fraction(27, 25)]


def test_time_never_stands_still_nor_goes_back() -> None:
    clock = PictureClock(Fraction(25), Fraction(1, 25))

    times = [clock.next(Fraction(tick, 25)) for tick in (0, 1, 1, 0)]

    assert times == [Fraction(tick, 25) for tick in (0, 1, 2, 3)]


def test_a_rate_that_would_take_too_fine_a_clock_keeps_the_clock_of_the_file() -> None:
    clock = PictureClock(Fraction(271_800, 9061), Fraction(1, 90_001))

    assert clock.tick_seconds == Fraction(1, 90_001)


def test_a_picture_whose_duration_nobody_tells_is_shown_for_as_long_as_the_others() -> None:
    clock = PictureClock(NTSC, MILLISECOND)

    assert clock.duration(Fraction(0)) == clock.duration(Fraction(33, 1000)) == 1 / NTSC
    assert clock.duration(Fraction(1, 2)) == Fraction(1, 2)
