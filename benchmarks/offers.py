"""How long an offer takes to be answered.

``python -m benchmarks.offers URL COUNT`` prints the seconds of each, as JSON.
"""

import asyncio
import json
import os
import sys
import time

import webrtc

from benchmarks.peer import offer, post

_CONNECT_SECONDS = 10


async def answer_seconds(url: str) -> float:
    """From the POST to the answer, of what a browser offers: camera, microphone, data channel."""
    connection = webrtc.RTCPeerConnection()
    channel = connection.create_data_channel("benchmark")
    together = webrtc.MediaStream()
    connection.add_track(webrtc.VideoTrackGenerator().track, together)
    connection.add_track(webrtc.MediaStreamTrackGenerator(webrtc.MediaType.audio), together)
    opened = asyncio.Event()
    channel.on("open", lambda _: opened.set())
    body = await offer(connection, "none")

    began = time.perf_counter()
    answer = await asyncio.to_thread(post, url, body)
    seconds = time.perf_counter() - began

    await connection.set_remote_description(webrtc.RTCSessionDescriptionInit("answer", answer["sdp"]))
    async with asyncio.timeout(_CONNECT_SECONDS):
        await opened.wait()
    connection.close()
    return seconds


async def main(url: str, count: int) -> None:
    print(json.dumps([await answer_seconds(url) for _ in range(count)]), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
    os._exit(0)
