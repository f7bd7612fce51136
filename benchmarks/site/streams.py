"""What the benchmarks ask for."""

import time

from djinar import BgrImage, Stream, transform


@transform
def slow(image: BgrImage) -> BgrImage:
    """A model that takes 100 ms."""
    time.sleep(0.1)
    return image


class Silent(Stream):
    transforms = ("none", "edges", "cartoon", "slow")


class Echo(Silent):
    audio = "echo"
