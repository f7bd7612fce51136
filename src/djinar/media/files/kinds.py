"""The kinds of files that can be written: a name's ending says which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from djinar.media.files.reading import FileError

_Kind = TypeVar("_Kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoder:
    """As FFmpeg calls it."""

    name: str
    pixels: str = "yuv420p"
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerKind:
    format: str
    sound: str
    """The encoder for sound that cannot be copied."""
    video: Encoder | None = None
    refused: frozenset[str] = frozenset()
    """Codecs that FFmpeg knows for this kind, and turns down when the file is begun."""


_H264 = Encoder(name="libx264", options={"crf": "18", "preset": "veryfast"})
_VP9 = Encoder(name="libvpx-vp9", options={"crf": "24", "deadline": "realtime", "cpu-used": "6", "row-mt": "1"})
_JPEG = Encoder(name="mjpeg", pixels="yuvj444p", options={"qmin": "2", "qmax": "2"})

PICTURES = {
    ".png": Encoder(name="png", pixels="rgb24"),
    ".jpg": _JPEG,
    ".jpeg": _JPEG,
    ".webp": Encoder(name="libwebp", pixels="bgra", options={"quality": "90"}),
}
VIDEOS = {
    ".mp4": ContainerKind(format="mp4", video=_H264, sound="aac"),
    ".mov": ContainerKind(
        format="mov", video=_H264, sound="aac", refused=frozenset({"av1", "flac", "opus", "vp8", "vp9"})
    ),
    ".mkv": ContainerKind(format="matroska", video=_H264, sound="aac"),
    ".webm": ContainerKind(format="webm", video=_VP9, sound="libopus"),
}
SOUNDS = {
    ".wav": ContainerKind(format="wav", sound="pcm_s16le"),
    ".flac": ContainerKind(format="flac", sound="flac"),
    ".mp3": ContainerKind(format="mp3", sound="libmp3lame"),
    ".m4a": ContainerKind(format="ipod", sound="aac"),
    ".ogg": ContainerKind(format="ogg", sound="libopus"),
}


def kind_of(path: Path, kinds: Mapping[str, _Kind], what: str) -> _Kind:
    """Raises:
    FileError: the name ends in none of them.
    """
    try:
        return kinds[path.suffix.lower()]
    except KeyError:
        raise FileError(f"{path} cannot be written: {what} ends in {', '.join(kinds)}.") from None
