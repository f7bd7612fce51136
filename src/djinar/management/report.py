"""What a long command says while it works, and when it is done."""

from __future__ import annotations

import json
import time

from django.core.management.base import OutputWrapper

from djinar.management.progress import Progress
from djinar.transforms.frame import Frame, json_default


class Report:
    """Counts the frames of a file; shows how far it is; prints what the transform tells, if anybody asked for it."""

    def __init__(self, *, transform: str, messages: OutputWrapper | None, progress: Progress | None) -> None:
        self._transform = transform
        self._messages = messages
        self._progress = progress
        self._began_at = time.monotonic()
        self._frames = 0
        self._told = 0

    def add(self, frame: Frame, seconds: float) -> None:
        """Raises:
        TypeError: the transform told what is no JSON.
        """
        self._frames += 1
        self._told += len(frame.messages)
        if self._messages and frame.messages:
            if self._progress:
                self._progress.clear()
            self._messages.writelines(self._lines(frame))
            self._messages.flush()
        if self._progress:
            self._progress.at(seconds)

    def _lines(self, frame: Frame) -> list[str]:
        """As a session's peer would get them, one after the other."""
        known = {"transform": self._transform, "number": frame.number, "time_seconds": round(frame.time_seconds, 3)}
        return [json.dumps({**known, "message": message}, default=json_default) + "\n" for message in frame.messages]

    @property
    def summary(self) -> str:
        seconds = time.monotonic() - self._began_at
        frames = f"{self._frames} frame{'s' * (self._frames != 1)} in {seconds:.1f} s"
        unseen = self._told if not self._messages else 0
        return frames + (f"; it told {unseen} messages, which --messages prints" if unseen else "")
