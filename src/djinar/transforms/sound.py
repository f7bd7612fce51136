"""Sound as transforms hear it."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import numpy as np
import numpy.typing as npt

from djinar.exceptions import InvalidSound
from djinar.transforms.form import Form

RATE_HZ = 48_000
BLOCK_MS = 10
"""As the engine delivers it, and what a sound transform gets unless it asks for more."""
BLOCKS_MS = (10, 20, 50, 100)
"""Any two of them fit into 100 ms, which is as much sound as may wait anywhere."""


Sound: TypeAlias = Annotated[npt.NDArray[np.int16], Form.SOUND]
"""``int16``, shape ``(samples, channels)``, 48 kHz, 1 or 2 channels; 480 samples are 10 ms."""


def checked_sound(returned: object, given: Sound) -> Sound:
    """What a transform returned.

    Raises:
        InvalidSound: it is not of the shape that was given.
    """
    if isinstance(returned, np.ndarray) and returned.dtype == np.int16 and returned.shape == given.shape:
        return returned
    found = (
        f"{returned.dtype} of shape {returned.shape}" if isinstance(returned, np.ndarray) else type(returned).__name__
    )
    raise InvalidSound(f"A sound transform must return int16 of the shape it got, {given.shape}, not {found}.")
