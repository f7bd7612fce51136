from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import numpy as np
import pytest

from djinar.transforms.colour import Colour
from djinar.transforms.frame import Frame
from djinar.transforms.image import BgrImage
from djinar.transforms.options import OptionValue
from djinar.transforms.parts.lettering import Lettering
from djinar.transforms.pictures import text
from djinar.transforms.pictures.text import Text
from tests.unit.transforms.pictures.made import SIZES, Show, even, i420, is_like, noise, plain

GREY = (128, 128, 128)
WALL = plain(GREY, 240, 320)


def written(time_seconds: float = 0.0, **options: OptionValue) -> BgrImage:
    """On a grey wall, without a clock unless one is asked for."""
    return Show("text", **{"clock": "none", "backing": "none", **options})(WALL, time_seconds)


def touched(image: BgrImage) -> tuple[int, int, int, int]:
    """First and last row, first and last column that are no longer as the wall was."""
    rows, columns = np.nonzero(np.abs(image.astype(int) - GREY).max(axis=2) > 20)
    return int(rows.min()), int(rows.max()), int(columns.min()), int(columns.max())


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is written, while it is."""
    heard: list[str] = []
    draw = Lettering.drawn

    def drawn(self: Lettering, lines: list[str], **options: float) -> object:
        heard[:] = lines
        return draw(self, lines, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Lettering, "drawn", drawn)
    return heard


@pytest.mark.parametrize(
    ("position", "is_above", "is_left"),
    [
        ("top_left", True, True),
        ("top_right", True, False),
        ("bottom_left", False, True),
        ("bottom_right", False, False),
    ],
)
def test_the_text_stands_in_its_corner(position: str, is_above: bool, is_left: bool) -> None:
    top, bottom, left, right = touched(written(text="Hi", position=position))

    assert (bottom < 60) if is_above else (top > 180)
    assert (right < 80) if is_left else (left > 240)


def test_the_text_can_stand_in_the_middle() -> None:
    top, bottom, left, right = touched(written(text="OXO", position="middle"))

    assert abs((left + right) / 2 - 160) <= 3
    assert abs((top + bottom) / 2 - 120) <= 8


def test_a_larger_size_makes_larger_letters() -> None:
    heights = [np.subtract(*touched(written(text="H", size=size))[1::-1]) for size in (5, 10, 30)]

    assert heights[0] * 1.6 < heights[1] < heights[2] / 2.4


def test_letters_have_the_colour_asked_for() -> None:
    image = written(text="■■■", size=30, colour=Colour("#c82828"), position="middle")

    top, bottom, left, right = touched(image)
    assert is_like(image[(top + bottom) // 2, left + 20], (40, 40, 200), tolerance=8)
    assert right > left


def test_a_long_line_becomes_smaller_until_it_fits() -> None:
    _, _, left, right = touched(written(text="All the words that fit " * 5, size=30))

    assert left > 0
    assert right < 319


@pytest.mark.parametrize("words", ["Grüße", "Καλημέρα", "Привет", "你好", "こんにちは", "안녕", "café"])
def test_words_of_many_scripts_are_written(words: str) -> None:
    assert not np.array_equal(written(text=words, size=20), written(text="?" * len(words), size=20))


@pytest.mark.parametrize(
    "words", [json.loads(r'"\ud800"'), json.loads(r'"a\udfffb"'), "\x00", "a\nb\tc", "👋", "\u202e"]
)
def test_whatever_a_peer_sends_is_written_or_left_out(words: str) -> None:
    assert written(text=words).shape == WALL.shape


def test_without_text_and_clock_the_picture_stays_as_it_is() -> None:
    assert is_like(written(text="  "), GREY)


def test_a_shadow_darkens_what_is_around_light_letters() -> None:
    bare, shadowed = (written(text="Hello", backing=backing) for backing in ("none", "shadow"))

    assert bare.min() > 120
    assert shadowed.min() < 70


def test_a_shadow_lightens_what_is_around_dark_letters() -> None:
    assert written(text="Hello", backing="shadow", colour=Colour("#000000")).max() > 190


def test_a_box_is_dark_behind_all_the_text() -> None:
    boxed = written(text="Hi", backing="box", position="bottom_left")

    assert boxed[239, 0].max() < 60
    assert is_like(boxed[0], GREY)


class TestClock:
    @pytest.fixture(autouse=True)
    def noon(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Noon(datetime):
            @classmethod
            def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
                return datetime(2026, 7, 1, 12, 0, 5, tzinfo=UTC)

        monkeypatch.setattr(text, "datetime", Noon)

    def test_the_time_is_below_the_text(self, lines: list[str]) -> None:
        class InVienna(Text):
            time_zone = "Europe/Vienna"

        InVienna(text="Live", clock="time")(i420(WALL), Frame(time_seconds=0.0, number=0))

        assert lines == ["Live", "14:00:05"]

    def test_the_date_may_stand_before_the_time(self, lines: list[str]) -> None:
        class InAuckland(Text):
            time_zone = "Pacific/Auckland"

        InAuckland(text="", clock="date_and_time")(i420(WALL), Frame(time_seconds=0.0, number=0))

        assert lines == ["2026-07-02 00:00:05"]

    def test_without_a_zone_it_is_that_of_the_server(self, lines: list[str]) -> None:
        written(text="", clock="time")

        assert lines == [f"{datetime(2026, 7, 1, 12, 0, 5, tzinfo=UTC).astimezone():%H:%M:%S}"]

    def test_elapsed_tells_how_long_the_stream_has_run(self, lines: list[str]) -> None:
        written(text="", clock="elapsed", time_seconds=3725.9)

        assert lines == ["1:02:05"]


def test_several_sessions_at_once_write_what_one_alone_does() -> None:
    sizes = list(range(3, 31)) * 4

    with ThreadPoolExecutor(max_workers=4) as pool:
        together = list(pool.map(lambda size: written(text=f"Größe {size}", size=size), sizes))

    for size, image in zip(sizes, together, strict=True):
        assert np.array_equal(image, written(text=f"Größe {size}", size=size))


@pytest.mark.parametrize("backing", ["none", "shadow", "box"])
@pytest.mark.parametrize("share", [3, 30])
@pytest.mark.parametrize("size", [*SIZES, (400, 2), (2, 400)], ids=str)
def test_the_picture_keeps_its_size(size: tuple[int, int], share: int, backing: str) -> None:
    shown = Show("text", text="Any size", clock="elapsed", size=share, backing=backing, position="middle")(noise(*size))

    assert shown.shape == even(size)


@pytest.mark.parametrize(("height", "most_px"), [(120, 18), (240, 36), (4000, 60)])
def test_letters_are_no_higher_than_the_width_of_a_tall_picture_allows(
    monkeypatch: pytest.MonkeyPatch, height: int, most_px: int
) -> None:
    asked_px: list[int] = []
    draw = Lettering.drawn

    def drawn(self: Lettering, lines: list[str], *, size_px: int, **others: float) -> object:
        asked_px.append(size_px)
        return draw(self, lines, size_px=size_px, **others)  # type: ignore[arg-type]

    monkeypatch.setattr(Lettering, "drawn", drawn)

    Show("text", size=15)(plain(GREY, height, 200))

    assert asked_px == [most_px]
