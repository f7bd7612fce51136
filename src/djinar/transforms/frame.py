"""What a transform learns of a picture or a block of sound besides its pixels or samples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from djinar.transforms.form import Form
from djinar.transforms.image import BgrImage, I420Image, Image


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One moment of the stream."""

    time_seconds: float
    """When it was taken, from 0 at the session's first."""
    number: int
    """Counts from 0, dropped ones not included."""
    rotation: int = 0
    """By how many degrees, clockwise, the far end turns the picture to show it: 0, 90, 180 or 270."""
    planes: I420Image | None = field(default=None, repr=False, compare=False)
    """The picture as it was received; ``received()`` is the way to read it."""
    messages: list[Mapping[str, object]] = field(default_factory=list, compare=False)
    """What was told so far."""

    def received(self) -> BgrImage:
        """The picture as it came from the peer, before any transform, as a new array.

        Raises:
            ValueError: a frame of sound, or one made by hand without ``planes``.
        """
        if self.planes is None:
            raise ValueError("This frame has no picture: make it with planes=…, of the form I420Image.")
        return Image(Form.I420, self.planes).to(Form.BGR)

    def tell(self, message: Mapping[str, object]) -> None:
        """Send the peer a JSON object with this picture; NumPy's numbers and arrays may be in it.

        It arrives as ``{"type": "frame", …, "message": message}``. Nothing is sent of a picture that fails.
        """
        self.messages.append(dict(message))


def json_default(value: object) -> object:
    """For ``json.dumps``: NumPy's numbers and arrays as Python's own.

    Raises:
        TypeError: anything else.
    """
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} cannot be told to a peer: JSON has no such thing.")
