"""Picture, video and sound files as they are read: upright pictures with exact times, and blocks of sound."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Self, TypeAlias

import av
import numpy as np
import numpy.typing as npt
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from djinar.exceptions import DjinarError
from djinar.media.files.times import PictureClock
from djinar.media.samples import RATE_HZ, Samples

Pixels: TypeAlias = npt.NDArray[np.uint8]
"""``uint8``, shape ``(height, width, 3)``, channels blue, green, red."""

_ASSUMED_FPS = Fraction(30)
_FASTEST_FPS = 480
"""A higher rate is no rate: recordings of browsers claim a picture a millisecond."""
_STILL_FORMATS = ("image2", "_pipe")


class FileError(DjinarError):
    """A file cannot be read or written; the text names it and says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePicture:
    image: Pixels
    """The receiver's own, turned upright as the file asks for."""
    time_seconds: Fraction
    """When it is shown, later than the one before. What begins first in the file, sound included, begins at 0."""
    duration_seconds: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSound:
    samples: Samples
    time_seconds: Fraction
    """When the first sample is heard, by the clock of the pictures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFile:
    """What a file holds: its first video track and its first sound track.

    Each iterator reads the file anew and decodes no further than it is asked to. It blocks, and raises ``FileError``
    where the file is damaged or has no such track.
    """

    path: Path
    video_index: int | None
    audio_index: int | None
    is_still: bool
    """A single picture, such as a PNG."""
    start_seconds: Fraction
    """By the file's own clock."""
    duration_seconds: float | None
    """``None`` where the file does not tell."""
    fps: Fraction
    """The mean, where the rate varies."""
    file_tick_seconds: Fraction
    pixel_aspect: Fraction
    """A pixel's width by its height."""
    channels: int
    """Of its sound as it is read: 0, 1 or 2."""

    @classmethod
    def opened(cls, path: Path) -> Self:
        """Raises:
        FileError: there is no such file, or nothing in it that can be seen or heard.
        """
        with opened(path) as container:
            # The cover of a song is a video track to FFmpeg. One that it cannot decode has no context.
            moving = [video for video in container.streams.video if not video.disposition & Disposition.attached_pic]
            video = next((video for video in moving if _context(video)), None)
            audio = next((audio for audio in container.streams.audio if _context(audio)), None)
            if not video and not audio:
                raise FileError(f"{path} holds neither pictures nor sound that can be decoded.")
            return cls(
                path=path,
                video_index=video.index if video else None,
                audio_index=audio.index if audio else None,
                is_still=container.format.name.endswith(_STILL_FORMATS),
                start_seconds=Fraction(container.start_time or 0, av.time_base),
                duration_seconds=container.duration / av.time_base if container.duration else None,
                fps=_fps(video),
                file_tick_seconds=(video and video.time_base) or Fraction(1, 1000),
                pixel_aspect=(video and video.sample_aspect_ratio) or Fraction(1),
                channels=min(audio.codec_context.layout.nb_channels, 2) if audio else 0,
            )

    @property
    def clock(self) -> PictureClock:
        return PictureClock(self.fps, self.file_tick_seconds)

    def pictures(self) -> Iterator[FilePicture]:
        if self.video_index is None:
            raise FileError(f"{self.path} holds no pictures.")
        clock = self.clock
        with opened(self.path) as container, reading(self.path):
            video = next(video for video in container.streams.video if video.index == self.video_index)
            video.thread_type = "AUTO"
            for frame in container.decode(video):
                tick = frame.time_base or self.file_tick_seconds
                yield FilePicture(
                    image=_upright(frame),
                    time_seconds=clock.next(None if frame.pts is None else self._since_start(frame.pts, tick)),
                    duration_seconds=clock.duration((frame.duration or 0) * tick),
                )

    def sound(self, block_samples: int) -> Iterator[FileSound]:
        """At 48 kHz, of as many samples each; the last may be shorter. More than two channels become two."""
        if self.audio_index is None:
            raise FileError(f"{self.path} holds no sound.")
        layout = "mono" if self.channels == 1 else "stereo"
        resampler = av.AudioResampler(format="s16", layout=layout, rate=RATE_HZ, frame_size=block_samples)
        seconds = Fraction(0)
        with opened(self.path) as container, reading(self.path):
            audio = next(audio for audio in container.streams.audio if audio.index == self.audio_index)
            for number, frame in enumerate(chain(container.decode(audio), [None])):
                if frame is not None:
                    if number == 0 and frame.pts is not None:
                        seconds = self._since_start(frame.pts, frame.time_base or Fraction(1, frame.rate))
                    frame.pts = None
                for block in resampler.resample(frame):
                    samples = block.to_ndarray().reshape(-1, self.channels)
                    yield FileSound(samples=samples.astype(np.int16, copy=False), time_seconds=seconds)
                    seconds += Fraction(len(samples), RATE_HZ)

    def _since_start(self, pts: int, tick_seconds: Fraction) -> Fraction:
        """In whole ticks, which the start is too, but for FFmpeg's rounding of it."""
        return (pts - round(self.start_seconds / tick_seconds)) * tick_seconds

    def packets(self, index: int) -> Iterator[Packet[Stream]]:
        """A track as it is encoded, on the clock of the pictures."""
        with opened(self.path) as container, reading(self.path):
            for packet in container.demux(container.streams[index]):
                shift = round(self.start_seconds / packet.time_base)
                if packet.pts is not None:
                    packet.pts -= shift
                if packet.dts is not None:
                    packet.dts -= shift
                # The last is empty: it would tell a decoder that there is no more.
                if packet.size:
                    yield packet


@contextmanager
def opened(path: Path) -> Iterator[InputContainer]:
    """Raises:
    FileError: it cannot be opened. What is raised while it is open is let through.
    """
    with ExitStack() as stack:
        with reading(path):
            # A name is more than a name to FFmpeg: it may hold a protocol, or a pattern of numbers.
            file = stack.enter_context(path.open("rb"))
            container = stack.enter_context(av.open(file, "r"))
        yield container


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Raises:
    FileError: FFmpeg or the system could not read on.
    """
    try:
        yield
    except (av.FFmpegError, OSError) as error:
        raise FileError(f"{path} cannot be read: {reason(error)}.") from error
    except UnicodeDecodeError as error:
        raise FileError(f"{path} cannot be read: its title or another of its tags is not UTF-8.") from error


def reason(error: av.FFmpegError | OSError) -> str:
    return (error.strerror or str(error)).rstrip(".")


def _context(stream: Stream) -> object:
    return stream.codec_context


def _fps(video: VideoStream | None) -> Fraction:
    rate = video and (video.average_rate or video.guessed_rate)
    return rate if rate and rate <= _FASTEST_FPS else _ASSUMED_FPS


def _upright(frame: av.VideoFrame) -> Pixels:
    image = np.asarray(frame.to_ndarray(format="bgr24"), dtype=np.uint8)
    quarter_turns = round(frame.rotation / 90) % 4
    return np.ascontiguousarray(np.rot90(image, quarter_turns)) if quarter_turns else image
