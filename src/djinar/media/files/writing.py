"""Picture, video and sound files as they are written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol, cast

import av
import numpy as np
from av.container import OutputContainer
from av.video.codeccontext import VideoCodecContext
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream

from djinar.media.files.kinds import PICTURES, SOUNDS, VIDEOS, ContainerKind, Encoder, kind_of
from djinar.media.files.reading import FileError, FilePicture, FileSound, MediaFile, Pixels
from djinar.media.files.replacing import opened_container, replaced, writing
from djinar.media.files.tracks import SoundEncoding, Track, copied, sound_kept

_BT709 = 1
"""As matrix, primaries and transfer alike. Source: ITU-T H.273."""


class PictureWriter(Protocol):
    def write(self, image: Pixels, picture: FilePicture) -> None:
        """Show the image when the picture that it was made of is shown, and as long.

        Raises:
            FileError: the disk is full, or the encoder cannot take it.
        """


@contextmanager
def picture_writer(path: Path, source: MediaFile) -> Iterator[PictureWriter]:
    """Writes what was made of the pictures of ``source``; of a video, its sound too.

    The first picture of a video decides on its size: later ones are scaled to it. An odd last row or column is cut off.
    The file appears when the block has ended well, in place of one that was there; else nothing is left behind.

    Raises:
        FileError: the name ends in none that we write, or the place cannot be written to.
    """
    if source.is_still:
        encoder = kind_of(path, PICTURES, "a picture")
        with replaced(path) as file:
            yield _StillWriter(path, file, encoder)
    else:
        kind = kind_of(path, VIDEOS, "a video")
        with replaced(path) as file, opened_container(path, file, kind.format) as container:
            writer = _VideoWriter(path, container, kind, source)
            yield writer
            writer.finish()


@contextmanager
def sound_writer(path: Path, source: MediaFile) -> Iterator[SoundWriter]:
    """Writes what was made of the sound of ``source``; into a video file, with its pictures as they are.

    The file appears as that of ``picture_writer`` does.

    Raises:
        FileError: also where such a file cannot hold the pictures as they are.
    """
    kind = kind_of(path, SOUNDS | VIDEOS, "a sound or a video")
    with replaced(path) as file, opened_container(path, file, kind.format) as container:
        writer = SoundWriter(path, container, kind, source)
        yield writer
        writer.finish()


class _StillWriter:
    def __init__(self, path: Path, file: BinaryIO, encoder: Encoder) -> None:
        self._path = path
        self._file = file
        self._encoder = encoder

    def write(self, image: Pixels, picture: FilePicture) -> None:
        with writing(self._path):
            context = cast(VideoCodecContext, av.CodecContext.create(self._encoder.name, "w"))
            context.height, context.width = image.shape[:2]
            context.pix_fmt = self._encoder.pixels
            context.time_base = picture.duration_seconds
            context.options = dict(self._encoder.options)
            frame = _frame(image).reformat(format=self._encoder.pixels)
            for packet in (*context.encode(frame), *context.encode(None)):
                self._file.write(bytes(packet))


class _VideoWriter:
    def __init__(self, path: Path, container: OutputContainer, kind: ContainerKind, source: MediaFile) -> None:
        self._path = path
        self._container = container
        self._kind = kind
        self._source = source
        self._tick_seconds = source.clock.tick_seconds
        self._stream: VideoStream | None = None
        self._sound = Track(iter(()))

    def write(self, image: Pixels, picture: FilePicture) -> None:
        with writing(self._path):
            stream = self._stream or self._begin(image)
            # To cut is to keep every other pixel as it is, where to scale would blur them all.
            if image.shape[0] & ~1 == stream.height and image.shape[1] & ~1 == stream.width:
                image = image[: stream.height, : stream.width]
            frame = _frame(image).reformat(
                stream.width,
                stream.height,
                stream.pix_fmt,
                dst_colorspace=Colorspace.ITU709,
                dst_color_range=ColorRange.MPEG,
            )
            frame.time_base = self._tick_seconds
            frame.pts = round(picture.time_seconds / self._tick_seconds)
            frame.duration = round(picture.duration_seconds / self._tick_seconds)
            self._container.mux(stream.encode(frame))
            for packet in self._sound.before(picture.time_seconds):
                self._container.mux(packet)

    def _begin(self, image: Pixels) -> VideoStream:
        encoder = cast(Encoder, self._kind.video)
        stream = cast(VideoStream, self._container.add_stream(encoder.name, rate=self._source.fps))
        stream.height, stream.width = (max(2, side_px & ~1) for side_px in image.shape[:2])
        stream.pix_fmt = encoder.pixels
        stream.options = dict(encoder.options)
        context = stream.codec_context
        context.time_base = self._tick_seconds
        context.sample_aspect_ratio = self._source.pixel_aspect
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        context.color_range = ColorRange.MPEG
        self._sound = sound_kept(self._source, self._container, self._kind)
        self._stream = stream
        return stream

    def finish(self) -> None:
        if self._stream is None:
            raise FileError(f"{self._source.path} holds no picture that can be decoded.")
        with writing(self._path):
            self._container.mux(self._stream.encode(None))
            for packet in self._sound.before(None):
                self._container.mux(packet)
            self._container.close()


class SoundWriter:
    """Writes sound in order; made by ``sound_writer``."""

    def __init__(self, path: Path, container: OutputContainer, kind: ContainerKind, source: MediaFile) -> None:
        self._path = path
        self._container = container
        self._pictures = Track(iter(()))
        if kind.video and source.video_index is not None:
            try:
                self._pictures = copied(source, source.video_index, container, kind)
            except ValueError as error:
                raise FileError(
                    f"{path} cannot be written: it cannot keep the pictures as they are, {error}."
                ) from None
        with writing(path):
            self._encoding = SoundEncoding(container, kind.sound, source.channels)

    def write(self, sound: FileSound) -> None:
        """Raises:
        FileError: the disk is full.
        """
        with writing(self._path):
            self._container.mux(self._encoding.encode(sound))
            for packet in self._pictures.before(sound.time_seconds):
                self._container.mux(packet)

    def finish(self) -> None:
        with writing(self._path):
            self._container.mux(self._encoding.end())
            for packet in self._pictures.before(None):
                self._container.mux(packet)
            self._container.close()


def _frame(image: Pixels) -> av.VideoFrame:
    return av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="bgr24")
