"""Failures of a session's transforms: logged once, told to the peer now and then, counted until it is too many."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TypeAlias

from djinar.exceptions import DjinarError, TransformError
from djinar.sessions.chosen import ChosenTransforms
from djinar.sessions.rate import TokenBucket
from djinar.sessions.threads import Hung
from djinar.sessions.turns import StepFailed
from djinar.transforms.options import as_json

logger = logging.getLogger(__name__)

TellFailure: TypeAlias = Callable[[str, str], None]
"""Gets the name of a transform, and why it failed."""

_HANGS_AT_MOST = 3


class TransformGaveUp(DjinarError):
    """Too many failures in a row."""


class Failures:
    """Of the transforms of one chain."""

    def __init__(self, chosen: ChosenTransforms, max_in_a_row: int, tell_peer: TellFailure) -> None:
        self._chosen = chosen
        self._times_chosen = chosen.times_chosen
        self._max_in_a_row = max_in_a_row
        self._tell_peer = tell_peer
        self._may_tell = TokenBucket(0.5, asyncio.get_running_loop().time)
        self._in_a_row = 0
        self._hangs = 0
        self._logged: set[str] = set()
        self.count = 0

    def reset(self) -> None:
        """It worked."""
        self._in_a_row = 0

    def add(self, failed: StepFailed) -> None:
        """Raises:
        TransformGaveUp: that was one too many.
        """
        name, error = failed.step.transform.name, failed.__cause__
        self.count += 1
        if self._times_chosen != self._chosen.times_chosen:
            self._times_chosen = self._chosen.times_chosen
            self._in_a_row = 0
        if isinstance(error, Hung):
            # It may keep its thread for ever, and has the state. No success in between makes up for that.
            self._hangs += 1
            self._chosen.renew(failed.step)
        else:
            self._in_a_row += 1
        if name not in self._logged:
            self._logged.add(name)
            options, fields = as_json(failed.step.options), {"transform": name}
            if isinstance(error, Hung):
                place = f" It is here:\n{error.stack}" if error.stack else ""
                logger.error("Transform %r with options %r %s.%s", name, options, error, place, extra=fields)
            else:
                logger.error("Transform %r failed with options %r.", name, options, exc_info=error, extra=fields)
        if self._may_tell.take():
            self._tell_peer(name, why(error))
        if self._in_a_row >= self._max_in_a_row or self._hangs >= min(_HANGS_AT_MOST, self._max_in_a_row):
            raise TransformGaveUp(f"The transform {name!r} {why(error)}, too many times.")


def why(error: BaseException | None) -> str:
    """For the peer, who is told nothing of the server's inside: no text of an exception but our own."""
    if isinstance(error, Hung):
        return str(error)
    if isinstance(error, TransformError):
        return f"failed: {str(error).removesuffix('.')}"
    name = type(error).__name__
    # Those of OpenCV and struct, say, are called no more than this.
    return f"raised {type(error).__module__}.{name}" if name in ("error", "Error") else f"raised {name}"
