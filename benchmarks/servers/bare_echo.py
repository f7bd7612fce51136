"""The engine alone: what comes in goes out, and nothing of Django or djinar is loaded."""

import asyncio
import sys
from typing import Any

import webrtc

from benchmarks.gathering import described
from benchmarks.servers import signalling

_connections: set[webrtc.RTCPeerConnection] = set()
_pumps: set[asyncio.Task[None]] = set()


async def answer(offer: dict[str, Any]) -> dict[str, str]:
    connection = webrtc.RTCPeerConnection()
    _connections.add(connection)

    @connection.on("datachannel")
    def pong(event: webrtc.RTCDataChannelEvent) -> None:
        channel = event.channel

        @channel.on("message")
        def reply(message: webrtc.MessageEvent) -> None:
            channel.send("pong" + str(message.data)[4:])

    await connection.set_remote_description(webrtc.RTCSessionDescriptionInit("offer", offer["sdp"]))
    for transceiver in connection.get_transceivers():
        transceiver.direction = webrtc.RTCRtpTransceiverDirection.sendrecv
        await transceiver.sender.replace_track(_echo(transceiver.receiver.track))

    sdp = await described(connection)
    _close_with_its_peer(connection)
    return {"sdp": sdp, "type": "answer"}


def _echo(track: webrtc.MediaStreamTrack) -> webrtc.MediaStreamTrack:
    """A track of what arrives on another, frames handed on as they are."""
    source = webrtc.MediaStreamTrackProcessor(webrtc.MediaStreamTrackProcessorInit(track))
    if track.kind == webrtc.MediaType.audio:
        sink = webrtc.MediaStreamTrackGenerator(webrtc.MediaType.audio)
        _keep(asyncio.create_task(_pump(source, sink.writable)))
        return sink
    generator = webrtc.VideoTrackGenerator()
    _keep(asyncio.create_task(_pump(source, generator.writable)))
    return generator.track


async def _pump(source: webrtc.MediaStreamTrackProcessor, sink: webrtc.WritableStream) -> None:
    writer = sink.get_writer()
    async for frame in source.readable:
        await writer.write(frame)


def _keep(pump: asyncio.Task[None]) -> None:
    _pumps.add(pump)
    pump.add_done_callback(_pumps.discard)


def _close_with_its_peer(connection: webrtc.RTCPeerConnection) -> None:
    """The far end's close shows on the DTLS transport long before the connection's own state tells."""
    transport = connection.sctp.transport if connection.sctp else None
    if transport is None:
        return

    @transport.on("statechange")
    def closed(_: webrtc.Event) -> None:
        if transport.state == webrtc.RTCDtlsTransportState.closed:
            connection.close()
            _connections.discard(connection)


if __name__ == "__main__":
    asyncio.run(signalling.serve(int(sys.argv[1]), answer))
