"""The size of a picture, read from its encoded form, before anything is decoded.

A key frame of some kilobytes can ask for a picture of a gigabyte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

Encoded: TypeAlias = bytes | bytearray
Size: TypeAlias = tuple[int, int]
"""Width and height in pixels."""

_MAX_AV1_UNITS = 100


def declared_size(mime_type: str, frame: Encoded) -> Size | None:
    """The largest size that an encoded frame declares; ``None`` when it keeps that of the frames before, or is of a
    codec that is not read here.

    Raises:
        ValueError: the frame is cut, or is of a form that no real-time encoder makes.
    """
    read = _READERS.get(mime_type.lower())
    try:
        return read(frame) if read else None
    except IndexError:
        raise ValueError("The frame is cut.") from None


class _Bits:
    """Reads bits, the highest first."""

    def __init__(self, octets: Encoded, at_octet: int = 0) -> None:
        self._octets = octets
        self._at = at_octet * 8

    def take(self, count: int) -> int:
        value = 0
        for _ in range(count):
            value = value << 1 | self._octets[self._at >> 3] >> (7 - self._at % 8) & 1
            self._at += 1
        return value


def _vp8(frame: Encoded) -> Size | None:
    """Source: RFC 6386 section 9.1."""
    if frame[0] & 1:
        return None
    if frame[3:6] != b"\x9d\x01\x2a":
        raise ValueError("A VP8 key frame without its start code.")
    return (frame[6] | frame[7] << 8) & 0x3FFF, (frame[8] | frame[9] << 8) & 0x3FFF


def _vp9(superframe: Encoded) -> Size | None:
    sizes = [size for frame in _vp9_frames(superframe) if (size := _vp9_frame(frame))]
    return max(sizes, key=lambda size: size[0] * size[1], default=None)


def _vp9_frames(superframe: Encoded) -> Iterator[Encoded]:
    """Source: the VP9 bitstream specification, annex B."""
    marker = superframe[-1]
    octets_a_size, frames = (marker >> 3 & 3) + 1, (marker & 7) + 1
    index = superframe[-2 - octets_a_size * frames :]
    if marker >> 5 != 0b110 or index[0] != marker or len(index) < 2 + octets_a_size * frames:
        yield superframe
        return
    at = 0
    for frame in range(frames):
        size = int.from_bytes(index[1 + frame * octets_a_size :][:octets_a_size], "little")
        if size:
            yield superframe[at : at + size]
        at += size


def _vp9_frame(frame: Encoded) -> Size | None:
    """Source: the VP9 bitstream specification, sections 6.2 and 7.2."""
    bits = _Bits(frame)
    if bits.take(2) != 2:
        raise ValueError("A VP9 frame without its marker.")
    profile = bits.take(1) | bits.take(1) << 1
    if profile == 3:
        bits.take(1)
    if bits.take(1):
        return None  # shows a picture that is there already
    is_inter, is_shown, is_resilient = bits.take(1), bits.take(1), bits.take(1)
    if not is_inter:
        bits.take(24)
        _pass_vp9_colours(bits, profile)
        return _vp9_size(bits)
    is_intra_only = 0 if is_shown else bits.take(1)
    if not is_resilient:
        bits.take(2)
    if is_intra_only:
        bits.take(24)
        if profile:
            _pass_vp9_colours(bits, profile)
        bits.take(8)
        return _vp9_size(bits)
    bits.take(8 + 3 * 4)
    keeps_size = any(bits.take(1) for _ in range(3))
    return None if keeps_size else _vp9_size(bits)


def _pass_vp9_colours(bits: _Bits, profile: int) -> None:
    if profile >= 2:
        bits.take(1)
    if bits.take(3) != 7:
        bits.take(1 if profile % 2 == 0 else 4)
    elif profile % 2:
        bits.take(1)
    else:
        raise ValueError("VP9 in RGB needs profile 1 or 3.")


def _vp9_size(bits: _Bits) -> Size:
    return bits.take(16) + 1, bits.take(16) + 1


def _av1(frame: Encoded) -> Size | None:
    """The largest size that the sequence allows. Source: the AV1 specification, sections 5.3 and 5.5."""
    at = 0
    sizes: list[Size] = []
    for _ in range(_MAX_AV1_UNITS):
        if at >= len(frame):
            return max(sizes, key=lambda size: size[0] * size[1], default=None)
        header = frame[at]
        at += 2 if header & 4 else 1
        length = len(frame) - at
        if header & 2:
            length, at = _leb128(frame, at)
        if header >> 3 & 15 == 1:
            sizes.append(_av1_sequence(_Bits(frame, at)))
        at += length
    raise ValueError("An AV1 frame of too many units.")


def _leb128(frame: Encoded, at: int) -> tuple[int, int]:
    """The value, and where what follows begins."""
    value = 0
    for index in range(8):
        octet = frame[at + index]
        value |= (octet & 0x7F) << 7 * index
        if not octet & 0x80:
            return value, at + index + 1
    raise ValueError("An AV1 length of more than 8 octets.")


def _av1_sequence(bits: _Bits) -> Size:
    bits.take(4)
    if bits.take(1):
        bits.take(5)
    else:
        if bits.take(1):
            raise ValueError("AV1 with timing information.")
        has_delays = bits.take(1)
        for _ in range(bits.take(5) + 1):
            bits.take(12)
            if bits.take(5) > 7:
                bits.take(1)
            if has_delays and bits.take(1):
                bits.take(4)
    width_bits, height_bits = bits.take(4) + 1, bits.take(4) + 1
    return bits.take(width_bits) + 1, bits.take(height_bits) + 1


_READERS: dict[str, Callable[[Encoded], Size | None]] = {
    "video/vp8": _vp8,
    "video/vp9": _vp9,
    "video/av1": _av1,
}
