"""What a transform may take and give."""

from __future__ import annotations

from enum import StrEnum


class Form(StrEnum):
    """In the annotation of a parameter or a result: see ``BgrImage`` and its siblings, and ``Sound``."""

    BGR = "bgr"
    RGB = "rgb"
    GRAY = "gray"
    I420 = "i420"
    SOUND = "sound"
