"""A server the way aiortc's examples teach it: a relay, and the transform run in ``recv()`` on the event loop.

Its ``cartoon`` and ``edges`` are the steps of aiortc's example, so that the same picture is compared. ``slow`` takes
100 ms on a worker thread, which is kinder than the example would be. No STUN server is asked, as on an offline machine
each answer would otherwise wait five seconds for it.
"""

import asyncio
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from aiortc import MediaStreamTrack, RTCConfiguration, RTCDataChannel, RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaRelay
from av import VideoFrame

from benchmarks.servers import signalling

Image = npt.NDArray[np.uint8]

_connections: set[RTCPeerConnection] = set()
_relay = MediaRelay()


def cartoon(image: Image) -> Image:
    """Colours smoothed at a quarter of the size, under the outlines of the whole."""
    colours = cv2.pyrDown(cv2.pyrDown(image))
    for _ in range(6):
        colours = cv2.bilateralFilter(colours, d=9, sigmaColor=9, sigmaSpace=7)
    colours = cv2.pyrUp(cv2.pyrUp(colours))
    grey = cv2.medianBlur(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), 7)
    outlines = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 9, 2)
    return np.asarray(cv2.bitwise_and(colours, cv2.cvtColor(outlines, cv2.COLOR_GRAY2BGR)), np.uint8)


def edges(image: Image) -> Image:
    return np.asarray(cv2.cvtColor(cv2.Canny(image, 100, 200), cv2.COLOR_GRAY2BGR), np.uint8)


_TRANSFORMS: dict[str, Callable[[Image], Image]] = {"cartoon": cartoon, "edges": edges}


class TransformTrack(MediaStreamTrack):
    """A camera's track, changed frame by frame."""

    kind = "video"

    def __init__(self, camera: MediaStreamTrack, transform: str) -> None:
        super().__init__()
        self._camera, self._transform = camera, transform

    async def recv(self) -> VideoFrame:
        frame = await self._camera.recv()
        if not isinstance(frame, VideoFrame):
            raise TypeError(f"A camera gives frames of video, not {type(frame).__name__}")
        if self._transform == "slow":
            await asyncio.to_thread(time.sleep, 0.1)
        if self._transform not in _TRANSFORMS:
            return frame
        image = _TRANSFORMS[self._transform](np.asarray(frame.to_ndarray(format="bgr24"), np.uint8))
        changed = VideoFrame.from_ndarray(image, format="bgr24")
        changed.pts, changed.time_base = frame.pts, frame.time_base or Fraction(1, 90_000)
        return changed


async def answer(offer: dict[str, Any]) -> dict[str, str]:
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    _connections.add(connection)

    @connection.on("datachannel")
    def pong(channel: RTCDataChannel) -> None:
        @channel.on("message")
        def reply(message: str) -> None:
            channel.send("pong" + message[4:])

    @connection.on("connectionstatechange")
    async def forget() -> None:
        if connection.connectionState in {"failed", "closed"}:
            await connection.close()
            _connections.discard(connection)

    @connection.on("track")
    def send_back(track: MediaStreamTrack) -> None:
        if track.kind == "audio":
            connection.addTrack(_relay.subscribe(track))
        else:
            connection.addTrack(TransformTrack(_relay.subscribe(track), offer["video_transform"]))

    await connection.setRemoteDescription(RTCSessionDescription(offer["sdp"], "offer"))
    await connection.setLocalDescription(await connection.createAnswer())
    return {"sdp": connection.localDescription.sdp, "type": connection.localDescription.type}


if __name__ == "__main__":
    asyncio.run(signalling.serve(int(sys.argv[1]), answer))
