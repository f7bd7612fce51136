"""Files that appear when they are complete, and not before."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import av
from av.container import OutputContainer

from djinar.media.files.reading import FileError, reason


@contextmanager
def replaced(path: Path) -> Iterator[BinaryIO]:
    """A file beside it, which takes its place when the block has ended well, and else is gone."""
    # A link is left as it is, and what it leads to replaced.
    target = path.resolve()
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    with writing(path):
        file = part.open("xb")
    try:
        yield file
        with writing(path):
            file.close()
            part.replace(target)
    finally:
        with suppress(OSError):
            file.close()
        part.unlink(missing_ok=True)


@contextmanager
def opened_container(path: Path, file: BinaryIO, file_format: str) -> Iterator[OutputContainer]:
    """Whoever fills it closes it; one whose block is left early is dropped."""
    with writing(path):
        container = av.open(file, "w", format=file_format)
    try:
        yield container
    finally:
        # Closing twice does nothing. Closing early may fail in turn, which is not what went wrong.
        with suppress(av.FFmpegError, OSError):
            container.close()


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raises:
    FileError: FFmpeg or the system could not write.
    """
    try:
        yield
    except (av.FFmpegError, OSError) as error:
        raise FileError(f"{path} cannot be written: {reason(error)}.") from error
