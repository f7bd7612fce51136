from __future__ import annotations

from fractions import Fraction
from functools import cache

import av
import numpy as np
import pytest

from djinar.media.picture_size import declared_size

ENCODERS = {"video/VP8": "libvpx", "video/VP9": "libvpx-vp9", "video/AV1": "libsvtav1"}
VPX = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"}
OPTIONS = {"video/VP8": VPX, "video/VP9": VPX, "video/AV1": {"preset": "12", "svtav1-params": "pred-struct=1:lp=1"}}
SIZES = [(64, 64), (322, 242), (1920, 1080)]


@cache
def encoded(mime_type: str, size: tuple[int, int]) -> tuple[bytes, bytes]:
    """A key frame and the frame after it."""
    width, height = size
    context = av.CodecContext.create(ENCODERS[mime_type], "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt = width, height, "yuv420p"
    context.time_base = Fraction(1, 30)
    context.options = OPTIONS[mime_type]
    packets = []
    for number in range(2):
        frame = av.VideoFrame.from_ndarray(np.full((height * 3 // 2, width), 60 + number, np.uint8), "yuv420p")
        frame.pts = number
        packets += context.encode(frame)
    packets += context.encode(None)
    first, second = (bytes(packet) for packet in packets)
    return first, second


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("mime_type", ENCODERS)
def test_a_key_frame_declares_its_size(mime_type: str, size: tuple[int, int]) -> None:
    assert declared_size(mime_type, encoded(mime_type, size)[0]) == size


@pytest.mark.parametrize("mime_type", ENCODERS)
def test_the_next_frame_keeps_that_size(mime_type: str) -> None:
    assert declared_size(mime_type, encoded(mime_type, (64, 64))[1]) is None


@pytest.mark.parametrize("mime_type", ["video/VP8", "video/VP9"])
@pytest.mark.parametrize("length", range(4))
def test_a_frame_without_a_header_is_refused(mime_type: str, length: int) -> None:
    with pytest.raises(ValueError, match=r"cut|without"):
        declared_size(mime_type, encoded(mime_type, (64, 64))[0][:length])


@pytest.mark.parametrize("mime_type", ENCODERS)
def test_whatever_a_peer_sends_is_a_size_or_refused(mime_type: str) -> None:
    random = np.random.default_rng(0)
    frame = np.frombuffer(encoded(mime_type, (64, 64))[0], np.uint8)

    for _ in range(2_000):
        mutated = frame[: random.integers(1, len(frame) + 1)].copy()
        mutated[random.integers(0, min(24, len(mutated)), 3)] = random.integers(0, 256, 3)
        try:
            declared_size(mime_type, mutated.tobytes())
        except ValueError:
            continue


def test_a_vp9_frame_that_hides_behind_a_small_one_is_seen() -> None:
    small, large = (encoded("video/VP9", size)[0] for size in ((64, 64), (1920, 1080)))
    marker = bytes([0b110_01_001])
    index = marker + len(small).to_bytes(2, "little") + len(large).to_bytes(2, "little") + marker

    assert declared_size("video/VP9", small + large + index) == (1920, 1080)


def test_an_av1_sequence_that_hides_behind_a_small_one_is_seen() -> None:
    small, large = (encoded("video/AV1", size)[0] for size in ((64, 64), (1920, 1080)))

    assert declared_size("video/AV1", small + large) == (1920, 1080)


def test_an_av1_frame_of_very_many_units_is_refused() -> None:
    with pytest.raises(ValueError, match="too many units"):
        declared_size("video/AV1", b"\x12\x00" * 100_000)


def test_another_codec_is_left_to_the_decoder() -> None:
    assert declared_size("video/H264", b"\x00\x00\x00\x01\x67") is None
