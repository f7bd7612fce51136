"""A file through a transform, picture by picture or block by block."""

from __future__ import annotations

import asyncio
import inspect
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from djinar.exceptions import DjinarError
from djinar.media.files.reading import FilePicture, FileSound, MediaFile
from djinar.media.files.writing import picture_writer, sound_writer
from djinar.transforms.chain import Step
from djinar.transforms.form import Form
from djinar.transforms.frame import Frame
from djinar.transforms.image import BgrImage, Image
from djinar.transforms.sound import RATE_HZ, Sound, checked_sound


class TransformFailed(DjinarError):
    """What it raised is the cause."""

    def __init__(self, name: str, number: int, error: Exception) -> None:
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        super().__init__(f"{name} failed at frame {number}: {reason}")
        self.number = number


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFrame(Frame):
    """Has the picture as it is in the file; that of a session travelled, and has even sides."""

    image: BgrImage = field(repr=False, compare=False)

    def received(self) -> BgrImage:
        return self.image.copy()


Done: TypeAlias = Callable[[Frame, float], None]
"""Called after each frame, with the seconds of the file that are done by then."""


def transform_file(step: Step, source: MediaFile, output: Path, done: Done) -> None:
    """Blocks until the output is complete.

    Raises:
        FileError: what cannot be read or written.
        TransformFailed: the transform raised, or returned what is no picture or sound; no file is left behind.
    """
    with asyncio.Runner() as runner:
        run = _SoundRun if step.transform.is_sound else _PictureRun
        run(step, runner, done).over(source, output)


class _Run(ABC):
    def __init__(self, step: Step, runner: asyncio.Runner, done: Done) -> None:
        self._step = step
        self._runner = runner
        self._done = done

    @abstractmethod
    def over(self, source: MediaFile, output: Path) -> None: ...

    @contextmanager
    def _blaming(self, frame: Frame) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            raise TransformFailed(self._step.transform.name, frame.number, error) from error

    def _finished(self, returned: Any) -> Any:
        return self._runner.run(_result(returned)) if inspect.isawaitable(returned) else returned


class _PictureRun(_Run):
    def over(self, source: MediaFile, output: Path) -> None:
        start = None
        with picture_writer(output, source) as writer:
            for number, picture in enumerate(source.pictures()):
                start = picture.time_seconds if start is None else start
                frame = self._frame(picture, number, float(picture.time_seconds - start))
                writer.write(self._image(picture, frame), picture)
                self._done(frame, float(picture.time_seconds + picture.duration_seconds))

    def _frame(self, picture: FilePicture, number: int, seconds: float) -> Frame:
        image = picture.image.copy() if self._step.transform.takes_frame else picture.image
        return FileFrame(time_seconds=seconds, number=number, image=image)

    def _image(self, picture: FilePicture, frame: Frame) -> BgrImage:
        with self._blaming(frame):
            returned = self._finished(self._step.see(Image(Form.BGR, picture.image), frame))
            return self._step.checked(returned).to(Form.BGR)


class _SoundRun(_Run):
    def over(self, source: MediaFile, output: Path) -> None:
        block_samples = self._step.transform.block_ms * RATE_HZ // 1000
        start = None
        with sound_writer(output, source) as writer:
            for number, block in enumerate(source.sound(block_samples)):
                start = block.time_seconds if start is None else start
                frame = Frame(time_seconds=float(block.time_seconds - start), number=number)
                samples = self._samples(block.samples, block_samples, frame)
                writer.write(FileSound(samples=samples, time_seconds=block.time_seconds))
                self._done(frame, float(block.time_seconds))

    def _samples(self, samples: Sound, block_samples: int, frame: Frame) -> Sound:
        # The last block of a file is short, which none of a session is.
        given = np.zeros((block_samples, samples.shape[1]), np.int16)
        given[: len(samples)] = samples
        with self._blaming(frame):
            returned = self._finished(self._step.hear(given, frame))
            return checked_sound(returned, given)[: len(samples)]


async def _result(awaitable: Awaitable[Any]) -> Any:
    return await awaitable
