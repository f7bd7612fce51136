"""The microphone as it is."""

from __future__ import annotations

from djinar.transforms.registry import transform
from djinar.transforms.sound import Sound


@transform(keeps_picture=True)
def echo(sound: Sound) -> Sound:
    """The microphone as it is."""
    return sound
