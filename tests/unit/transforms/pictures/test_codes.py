from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from djinar.transforms.frame import Frame
from djinar.transforms.image import BgrImage
from djinar.transforms.pictures.codes import Codes

GREEN = (0x7C, 0xD2, 0x19)
_DIGITS = (0b0001101, 0b0011001, 0b0010011, 0b0111101, 0b0100011, 0b0110001, 0b0101111, 0b0111011, 0b0110111, 0b0001011)
"""As they are written in the left half, with odd parity."""
_EVEN_OF_A_FOUR = (1, 4, 5)
"""Which of the six digits of the left half have even parity where the first digit, which has no bars, is a 4."""


def qr_code(text: str, side_px: int = 180) -> BgrImage:
    """Without the encoder's own margin, which is narrower than the standard's."""
    code = cv2.QRCodeEncoder.create().encode(text)[2:-2, 2:-2]
    return on_paper(np.asarray(cv2.resize(code, (side_px, side_px), interpolation=cv2.INTER_NEAREST), np.uint8))


def bar_code(digits: str) -> BgrImage:
    """EAN-13 of a number that begins with 4. Source: GS1 General Specifications, 5.2.1."""
    odd = [f"{_DIGITS[int(digit)]:07b}" for digit in digits]
    left = [inverted(bars)[::-1] if place in _EVEN_OF_A_FOUR else bars for place, bars in enumerate(odd[1:7])]
    bars = "".join(["101", *left, "01010", *map(inverted, odd[7:]), "101"])
    row = np.repeat([0 if bar == "1" else 255 for bar in bars], 2).astype(np.uint8)
    return on_paper(np.tile(row, (90, 1)))


def inverted(bits: str) -> str:
    return bits.translate(str.maketrans("01", "10"))


def on_paper(code: BgrImage) -> BgrImage:
    paper = cv2.copyMakeBorder(code, 20, 20, 20, 20, cv2.BORDER_CONSTANT, value=255)
    return np.asarray(cv2.cvtColor(paper, cv2.COLOR_GRAY2BGR), np.uint8)


def held_up(image: BgrImage, *papers: tuple[BgrImage, int, int]) -> BgrImage:
    """Each with its left and top."""
    shown = image.copy()
    for paper, x, y in papers:
        shown[y : y + paper.shape[0], x : x + paper.shape[1]] = paper
    return shown


def told(codes: Codes, image: BgrImage, *, seconds: float = 1, since: float = 0) -> list[Mapping[str, object]]:
    """What is told while ``image`` is seen."""
    messages: list[Mapping[str, object]] = []
    for number in range(round(seconds * 30)):
        frame = Frame(time_seconds=since + number / 30, number=number)
        codes(image.copy(), frame)
        messages += frame.messages
    return messages


def readings(message: Mapping[str, object]) -> set[tuple[str, str]]:
    codes = message["codes"]
    assert isinstance(codes, list)
    return {(code["kind"], code["text"]) for code in codes}


def corners(message: Mapping[str, object]) -> npt.NDArray[np.int64]:
    """Of the only code; shape ``(4, 2)``."""
    assert isinstance(message["codes"], list)
    (code,) = message["codes"]
    return np.asarray(code["corners"])


def test_a_qr_code_is_read_and_told_once(photograph: BgrImage) -> None:
    (message,) = told(Codes(), held_up(photograph, (qr_code("https://www.djangoproject.com/"), 400, 200)))

    assert readings(message) == {("qr", "https://www.djangoproject.com/")}


def test_the_corners_are_those_of_the_code(photograph: BgrImage) -> None:
    (message,) = told(Codes(), held_up(photograph, (qr_code("djinar"), 400, 200)))

    np.testing.assert_allclose(np.min(corners(message), axis=0), (420, 220), atol=3)
    np.testing.assert_allclose(np.max(corners(message), axis=0), (600, 400), atol=3)


def test_the_corners_in_a_large_picture_are_those_of_that_picture(photograph: BgrImage) -> None:
    small = held_up(photograph, (qr_code("djinar"), 400, 200))

    (message,) = told(Codes(), np.asarray(cv2.resize(small, (1280, 960)), np.uint8))

    np.testing.assert_allclose(np.max(corners(message), axis=0), (1200, 800), atol=6)


@pytest.mark.parametrize("x", [20, 80, 160, 380])
def test_a_bar_code_is_read_and_told_once(photograph: BgrImage, x: int) -> None:
    (message,) = told(Codes(), held_up(photograph, (bar_code("4006381333931"), x, 250)))

    assert readings(message) == {("EAN_13", "4006381333931")}


def test_the_corners_of_a_bar_code_are_where_it_is(photograph: BgrImage) -> None:
    (message,) = told(Codes(), held_up(photograph, (bar_code("4006381333931"), 380, 250)))

    np.testing.assert_allclose(np.mean(corners(message), axis=0), (380 + 115, 250 + 65), atol=8)


def test_several_codes_are_read_at_once() -> None:
    wall = np.full((480, 640, 3), 128, np.uint8)
    image = held_up(wall, (qr_code("one"), 20, 20), (qr_code("two"), 400, 20), (bar_code("4006381333931"), 200, 300))

    *_, last = told(Codes(), image)

    assert readings(last) == {("qr", "one"), ("qr", "two"), ("EAN_13", "4006381333931")}


def test_a_code_that_goes_and_comes_back_is_told_each_time(photograph: BgrImage) -> None:
    codes, with_code = Codes(), held_up(photograph, (qr_code("here"), 400, 200))

    messages = [
        message
        for since, image in ((0, with_code), (1, photograph), (2, with_code))
        for message in told(codes, image, since=since)
    ]

    assert [readings(message) for message in messages] == [{("qr", "here")}, set(), {("qr", "here")}]


def test_a_code_that_is_covered_for_a_moment_is_not_told_again(photograph: BgrImage) -> None:
    codes, with_code = Codes(), held_up(photograph, (qr_code("here"), 400, 200))
    told(codes, with_code)

    assert told(codes, photograph, since=1, seconds=0.3) == []
    assert told(codes, with_code, since=1.3) == []


def test_nothing_is_told_where_there_is_no_code(photograph: BgrImage) -> None:
    assert told(Codes(), photograph) == []


@pytest.mark.parametrize(("kinds", "standard"), [("qr", "qr"), ("bar", "EAN_13")])
def test_one_kind_alone_can_be_looked_for(photograph: BgrImage, kinds: Literal["qr", "bar"], standard: str) -> None:
    image = held_up(photograph, (qr_code("here"), 400, 200), (bar_code("4006381333931"), 20, 20))

    (message,) = told(Codes(kinds=kinds), image)

    assert {kind for kind, _ in readings(message)} == {standard}


@pytest.mark.parametrize("text", ["grüße", "x" * 60])
def test_letters_that_cannot_be_drawn_and_long_texts_are_told_whole(photograph: BgrImage, text: str) -> None:
    (message,) = told(Codes(), held_up(photograph, (qr_code(text, 240), 300, 150)))

    assert readings(message) == {("qr", text)}


def test_a_code_is_outlined(photograph: BgrImage) -> None:
    image = held_up(photograph, (qr_code("djinar"), 400, 200))

    drawn = Codes(show_text=False)(image.copy(), Frame(time_seconds=0.0, number=0))

    outline = (drawn == GREEN).all(axis=2)
    rows, columns = np.nonzero(outline)
    np.testing.assert_allclose((columns.min(), columns.max(), rows.min(), rows.max()), (420, 600, 220, 400), atol=5)
    assert not outline[240:380, 440:580].any()


def test_the_text_is_written_above_the_code_if_asked_for(photograph: BgrImage) -> None:
    image = held_up(photograph, (qr_code("djinar"), 400, 200))

    with_text, without = (
        Codes(show_text=shown)(image.copy(), Frame(time_seconds=0.0, number=0)) for shown in (True, False)
    )

    changed = np.nonzero((with_text != without).any(axis=2))[0]
    assert 180 < changed.min() < changed.max() < 220
