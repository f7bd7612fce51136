"""Descriptions with every candidate in them, as nothing here trickles."""

import asyncio

import webrtc


async def described(connection: webrtc.RTCPeerConnection) -> str:
    """Sets the local description that is called for and returns its text once all candidates are gathered."""
    gathered = asyncio.Event()

    @connection.on("icecandidate")
    def note_the_last(event: webrtc.RTCPeerConnectionIceEvent) -> None:
        if event.candidate is None:
            gathered.set()

    await connection.set_local_description()
    await gathered.wait()
    description = connection.local_description
    if description is None:
        raise RuntimeError("The engine made no description")
    return description.sdp
