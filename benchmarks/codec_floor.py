"""The least that any server must do: the camera's frames VP8 decoded and encoded, and nothing else.

``python -m benchmarks.codec_floor BITS_PER_SECOND FRAMES`` is a process of its own, so that it can be measured like a
server. It prints ``ready``, waits for a line, does its work, prints the frames done and waits for its end.
"""

import sys
from collections.abc import Iterable, Iterator
from fractions import Fraction

import av
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from benchmarks.camera import Camera

_FPS = 30
# What libwebrtc asks of libvpx for a picture of this size on one core.
_REALTIME = {
    "deadline": "realtime",
    "cpu-used": "-6",
    "lag-in-frames": "0",
    "qmin": "2",
    "qmax": "56",
    "noise-sensitivity": "1",
    "static-thresh": "1",
    "g": "3000",
}


def main(bit_rate_bps: int, frames: int) -> None:
    camera, encoder = Camera(640, 480), _encoder(bit_rate_bps)
    pictures = (VideoFrame.from_ndarray(camera.take(index), format="yuv420p") for index in range(frames))
    compressed = list(_encode(encoder, pictures))
    decoder, encoder = _decoder(), _encoder(bit_rate_bps)
    print("ready", flush=True)
    sys.stdin.readline()
    done = sum(1 for _ in _encode(encoder, (frame for data in compressed for frame in decoder.decode(Packet(data)))))
    print(done, flush=True)
    sys.stdin.readline()


def _encode(encoder: VideoCodecContext, frames: Iterable[VideoFrame]) -> Iterator[bytes]:
    for number, frame in enumerate(frames):
        frame.pts, frame.time_base = number, Fraction(1, _FPS)
        yield from map(bytes, encoder.encode(frame))


def _encoder(bit_rate_bps: int) -> VideoCodecContext:
    encoder = av.CodecContext.create("libvpx", "w")
    encoder.width, encoder.height, encoder.pix_fmt = 640, 480, "yuv420p"
    encoder.framerate, encoder.time_base = Fraction(_FPS), Fraction(1, _FPS)
    encoder.bit_rate, encoder.thread_count, encoder.options = bit_rate_bps, 1, _REALTIME
    return encoder


def _decoder() -> VideoCodecContext:
    decoder = av.CodecContext.create("vp8", "r")
    decoder.thread_count = 1
    return decoder


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
