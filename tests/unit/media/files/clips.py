"""Small files to read: pictures with a square that moves, and a tone."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream

from djinar import BgrImage
from tests.integration.peers.pictures import shot
from tests.integration.peers.tones import RATE_HZ, Samples, pitch_hz, tone

NTSC = Fraction(30_000, 1001)
TONE_HZ = 440.0
_FORMATS = {".mkv": "matroska", ".ts": "mpegts"}
_BLOCK_SAMPLES = 960


def write_clip(
    path: Path,
    *,
    fps: Fraction = NTSC,
    times_ms: Sequence[int] | None = None,
    pictures: int = 15,
    encoder: str = "libx264",
    sound: str | None = "aac",
    channels: int = 1,
    rotation: int = 0,
) -> Path:
    """Pictures at a steady rate, or at ``times_ms``; ``rotation`` as a phone notes it, anticlockwise."""
    tick = Fraction(1, 1000) if times_ms else 1 / fps
    with av.open(str(path), "w", format=_FORMATS.get(path.suffix, path.suffix[1:])) as container:
        video = cast(VideoStream, container.add_stream(encoder, rate=fps))
        video.height, video.width = shot(0).shape[:2]
        video.pix_fmt = "yuvj420p" if encoder == "mjpeg" else "yuv420p"
        video.codec_context.time_base = tick
        if rotation:
            video.set_display_rotation(rotation)
        ticks = times_ms or range(pictures)
        audio = _sound(container, sound, channels) if sound else None
        for number, at in enumerate(ticks):
            frame = av.VideoFrame.from_ndarray(shot(number), format="bgr24")
            frame.pts, frame.time_base = at, tick
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        if audio:
            _play(container, audio, round((ticks[-1] + 1) * tick * RATE_HZ))
    return path


def write_tone(path: Path, encoder: str, *, seconds: float = 0.5, channels: int = 1) -> Path:
    with av.open(str(path), "w") as container:
        _play(container, _sound(container, encoder, channels), round(seconds * RATE_HZ))
    return path


def _sound(container: OutputContainer, encoder: str, channels: int) -> AudioStream:
    stream = cast(AudioStream, container.add_stream(encoder, rate=RATE_HZ))
    stream.layout = "mono" if channels == 1 else "stereo"
    return stream


def _play(container: OutputContainer, stream: AudioStream, samples: int) -> None:
    for first in range(0, samples, _BLOCK_SAMPLES):
        mono = tone(TONE_HZ, first, min(_BLOCK_SAMPLES, samples - first))
        frame = av.AudioFrame.from_ndarray(
            np.repeat(mono, stream.channels)[None, :], format="s16", layout=stream.layout.name
        )
        frame.rate, frame.pts, frame.time_base = RATE_HZ, first, Fraction(1, RATE_HZ)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def read_pictures(path: Path) -> list[BgrImage]:
    """As a player shows them, but for the rotation."""
    with av.open(str(path)) as container:
        return [np.asarray(frame.to_ndarray(format="bgr24"), np.uint8) for frame in container.decode(video=0)]


def times_ms(path: Path) -> list[float]:
    with av.open(str(path)) as container:
        return [round(1000 * frame.time, 3) for frame in container.decode(video=0)]


def fps_of(path: Path) -> Fraction | None:
    with av.open(str(path)) as container:
        return container.streams.video[0].average_rate


def sound_packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(audio=0) if packet.size]


def sound_codec(path: Path) -> str:
    with av.open(str(path)) as container:
        return container.streams.audio[0].codec.canonical_name


def heard(path: Path) -> Samples:
    """The first channel."""
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE_HZ)
        blocks = [block for frame in container.decode(audio=0) for block in resampler.resample(frame)]
        return np.concatenate([block.to_ndarray()[0] for block in blocks]).astype(np.int16)


def pitch_of(path: Path) -> float:
    """Of its sound, to the nearest few hertz."""
    return pitch_hz(heard(path))
