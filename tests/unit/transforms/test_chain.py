"""Transforms one after another, without a session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from djinar import BgrImage, Frame, GrayImage, I420Image, RgbImage
from djinar.exceptions import InvalidImage
from djinar.transforms.chain import Step, rendered
from djinar.transforms.image import i420_planes
from djinar.transforms.transform import described

FRAME = Frame(time_seconds=0.0, number=0)


def step(source: Callable[..., Any], **options: Any) -> Step:
    return Step.of(described(source, source.__name__, keeps_picture=False, block_ms=10), options)


def red(height: int = 4, width: int = 6) -> BgrImage:
    return np.full((height, width, 3), (0, 0, 255), np.uint8)


def test_each_gets_the_form_that_it_asks_for() -> None:
    seen: list[tuple[int, ...]] = []

    def noting_rgb(image: RgbImage) -> RgbImage:
        seen.append(tuple(image[0, 0]))
        return image

    def noting_gray(image: GrayImage) -> GrayImage:
        seen.append(image.shape)
        return image

    def noting_planes(image: I420Image) -> I420Image:
        seen.append(image.shape)
        return image

    returned = rendered([step(noting_rgb), step(noting_gray), step(noting_planes)], red(), FRAME)

    assert seen == [(255, 0, 0), (4, 6), (6, 6)]
    assert np.ptp(returned, axis=2).max() <= 1  # gray, since a gray one was among them


def test_a_chain_of_none_returns_the_picture() -> None:
    image = red()

    assert rendered([], image, FRAME) is image


def test_one_may_draw_into_what_the_one_before_turned_around() -> None:
    def mirrored(image: BgrImage) -> BgrImage:
        return image[:, ::-1]

    def dotted(image: BgrImage) -> BgrImage:
        image[0, 0] = 7
        return image

    def darkened(image: I420Image) -> I420Image:
        y, _, _ = i420_planes(image)
        y[:] = 16
        return image

    returned = rendered([step(mirrored), step(dotted), step(darkened)], red(), FRAME)

    assert returned.shape == (4, 6, 3)
    assert returned.max() < 255


def test_one_may_return_another_size() -> None:
    def halved(image: BgrImage) -> BgrImage:
        return image[::2, ::2]

    assert rendered([step(halved), step(halved)], red(8, 12), FRAME).shape == (2, 3, 3)


def test_one_that_keeps_what_it_was_given_sees_nothing_of_later_transforms() -> None:
    @dataclass
    class Before:
        kept: BgrImage | None = field(default=None, init=False)

        def __call__(self, image: BgrImage) -> BgrImage:
            before, self.kept = self.kept, image
            return image.copy() if before is None else before.copy()

    def black(image: BgrImage) -> BgrImage:
        image[:] = 0
        return image

    steps = [step(Before), step(black)]
    rendered(steps, red(), FRAME)

    assert (rendered(steps[:1], red(), FRAME) == red()).all()


def test_options_not_named_have_their_defaults() -> None:
    def shaded(image: BgrImage, *, level: int = 50, tint: int = 1) -> BgrImage:
        return image

    assert step(shaded, tint=2).options == {"level": 50, "tint": 2}


def test_what_is_no_picture_is_refused() -> None:
    def wrong(image: BgrImage) -> GrayImage:
        return image

    with pytest.raises(InvalidImage, match="A transform of gray pictures must return"):
        rendered([step(wrong)], red(), FRAME)
