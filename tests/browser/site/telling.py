"""A stream whose pictures are numbered, and which tells the number of each."""

from __future__ import annotations

import numpy as np

from djinar import BgrImage, Frame, Stream, transform
from tests.integration.peers.numbered import numbered


@transform
def counting(image: BgrImage, frame: Frame) -> BgrImage:
    frame.tell({"count": frame.number})
    return np.repeat(numbered(frame.number)[..., np.newaxis], 3, axis=2)


class Telling(Stream):
    transforms = [counting]
