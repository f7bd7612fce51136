"""What goes into a file beside what is written to it: a track of another file, copied, or its sound encoded anew."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from fractions import Fraction
from typing import cast

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from djinar.media.files.kinds import ContainerKind
from djinar.media.files.reading import FileSound, MediaFile, opened
from djinar.media.samples import RATE_HZ

_BLOCK_SAMPLES = 960


class Track:
    """Packets that are taken in step with something else, so that neither has to wait in memory for the other."""

    def __init__(self, packets: Iterator[Packet[Stream]]) -> None:
        self._packets = packets
        self._next: Packet[Stream] | None = None

    def before(self, seconds: Fraction | None) -> Iterator[Packet[Stream]]:
        """Those to be decoded until then, or all that are left."""
        while packet := self._next or next(self._packets, None):
            self._next = packet
            if seconds is not None and packet.dts is not None and packet.dts * packet.time_base >= seconds:
                return
            self._next = None
            yield packet


def copied(media: MediaFile, index: int, container: OutputContainer, kind: ContainerKind) -> Track:
    """Raises:
    ValueError: a file of this kind cannot hold a track that is encoded like this one.
    """
    with opened(media.path) as source:
        template = source.streams[index]
        if template.codec.canonical_name in kind.refused:
            raise ValueError(f"{kind.format!r} format does not support {template.codec.canonical_name!r} codec")
        stream = container.add_stream_from_template(template, opaque=True)
        if isinstance(stream, VideoStream):
            # What it copies is the clock of the codec, which is no rate.
            stream.codec_context.framerate = media.fps

    def packets() -> Iterator[Packet[Stream]]:
        for packet in _with_decoding_times(media.packets(index)):
            packet.stream = stream
            yield packet

    return Track(packets())


def sound_kept(media: MediaFile, container: OutputContainer, kind: ContainerKind) -> Track:
    """Its sound: copied if a file of this kind can hold it as it is, else encoded anew."""
    if media.audio_index is None:
        return Track(iter(()))
    try:
        return copied(media, media.audio_index, container, kind)
    except ValueError:
        encoding = SoundEncoding(container, kind.sound, media.channels)

    def packets() -> Iterator[Packet[Stream]]:
        for sound in media.sound(_BLOCK_SAMPLES):
            yield from encoding.encode(sound)
        yield from encoding.end()

    return Track(packets())


class SoundEncoding:
    """A new track of sound."""

    def __init__(self, container: OutputContainer, encoder: str, channels: int) -> None:
        self._layout = "mono" if channels == 1 else "stereo"
        self._stream = cast(AudioStream, container.add_stream(encoder, rate=RATE_HZ))
        self._stream.layout = self._layout

    def encode(self, sound: FileSound) -> list[Packet[Stream]]:
        frame = av.AudioFrame.from_ndarray(sound.samples.reshape(1, -1), format="s16", layout=self._layout)
        frame.rate = RATE_HZ
        frame.time_base = Fraction(1, RATE_HZ)
        frame.pts = round(sound.time_seconds * RATE_HZ)
        return self._stream.encode(frame)

    def end(self) -> list[Packet[Stream]]:
        return self._stream.encode(None)


def _with_decoding_times(packets: Iterator[Packet[Stream]]) -> Iterator[Packet[Stream]]:
    """Matroska does not tell when the first few pictures are to be decoded, if some are shown out of order."""
    waiting: deque[Packet[Stream]] = deque()
    for packet in packets:
        waiting.append(packet)
        if packet.dts is not None:
            for ahead, earlier in enumerate(list(waiting)[-2::-1], start=1):
                earlier.dts = packet.dts - ahead * (packet.duration or 1)
            yield from waiting
            waiting.clear()
    yield from waiting
