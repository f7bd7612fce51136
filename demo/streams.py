"""What the demo does with a camera and a microphone."""

from typing import Annotated

import cv2
import numpy as np
from annotated_types import Interval, doc

from djinar import BgrImage, Stream, transform


@transform
def poster(
    image: BgrImage, *, colours: Annotated[int, Interval(ge=2, le=16), doc("Steps of each colour.")] = 4
) -> BgrImage:
    """As if printed with few colours."""
    step = 255 / (colours - 1)
    levels = np.round(np.round(np.arange(256) / step) * step).astype(np.uint8)
    return np.asarray(cv2.LUT(image, levels), np.uint8)


class Studio(Stream):
    transforms = [
        "cartoon",
        "edges",
        "rotate",
        "none",
        poster,
        "sketch",
        "sepia",
        "mirror",
        "adjust",
        "blur",
        "pixelate",
        "emboss",
        "motion",
        "optical_flow",
        "face_blur",
        "background_blur",
        "background_replacement",
        "chroma_key",
        "codes",
        "text",
        "before_and_after",
    ]
    audio = "greeting.wav"


class Voice(Stream):
    """The visitor's own voice comes back changed: use headphones."""

    transforms = ["none", "mirror"]
    audio = ["robot_voice", "echo_effect", "volume", "level_meter", "echo"]
