"""What the benchmarks ask for."""

import time
from typing import Annotated

from annotated_types import Interval

from djinar import BgrImage, GrayImage, I420Image, RgbImage, Stream, transform


@transform
def slow(image: BgrImage) -> BgrImage:
    """A model that takes 100 ms."""
    time.sleep(0.1)
    return image


@transform
def python(image: GrayImage) -> GrayImage:
    """20 ms of Python, which lets no other thread run Python."""
    until = time.thread_time() + 0.02
    while time.thread_time() < until:
        pass
    return image


@transform
def bgr(image: BgrImage) -> BgrImage:
    """The picture in this form and back, and nothing else."""
    return image


@transform
def rgb(image: RgbImage) -> RgbImage:
    return image


@transform
def gray(image: GrayImage) -> GrayImage:
    return image


@transform
def i420(image: I420Image) -> I420Image:
    return image


@transform
def shade(image: GrayImage, *, level: Annotated[int, Interval(ge=0, le=255)] = 40) -> GrayImage:
    """One shade all over: any pixel tells which level made the picture."""
    image[:] = level
    return image


class Silent(Stream):
    transforms = ("none", "edges", "cartoon", "slow", "adjust", "sepia", "python", "bgr", "rgb", "gray", "i420")


class Echo(Silent):
    audio = "echo"


class Shaded(Stream):
    transforms = ("shade",)
