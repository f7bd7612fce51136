"""Whether a TURN server relays."""

from __future__ import annotations

import asyncio

import webrtc

from djinar.exceptions import EngineError

UNAUTHORIZED = 401
"""Source: RFC 8489 section 14.8."""


class NotRelayed(EngineError):
    """``status`` is the TURN server's, or 701 where there is no way to it; ``None`` when nothing was heard."""

    def __init__(self, status: int | None, reason: str) -> None:
        super().__init__(reason)
        self.status = status


async def ask_for_relay(url: str, username: str | None, credential: str | None, *, longest_seconds: float) -> str:
    """The address at which the TURN server would take in media for us; it is given back at once.

    Raises:
        NotRelayed: it gave none in time.

    Source: RFC 8656 section 7.
    """
    server = webrtc.RTCIceServer(urls=url, username=username, credential=credential)
    connection = webrtc.RTCPeerConnection(
        webrtc.RTCConfiguration(ice_servers=[server], ice_transport_policy=webrtc.RTCIceTransportPolicy.relay)
    )
    # From each network of the machine it is asked once; the first that succeeds is enough.
    gathered: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    refusals: list[NotRelayed] = []

    def found(event: webrtc.RTCPeerConnectionIceEvent) -> None:
        if gathered.done():
            return
        if event.candidate is None:
            gathered.set_exception(refusals[0] if refusals else NotRelayed(None, "no relay was given"))
        elif event.candidate.address:
            gathered.set_result(event.candidate.address)

    def refused(event: webrtc.RTCPeerConnectionIceErrorEvent) -> None:
        refusals.append(NotRelayed(event.error_code, event.error_text.rstrip(".")))

    connection.on("icecandidate", found)
    connection.on("icecandidateerror", refused)
    try:
        connection.create_data_channel("")
        await connection.set_local_description(await connection.create_offer())
        return await asyncio.wait_for(gathered, longest_seconds)
    except TimeoutError:
        raise NotRelayed(None, "no answer") from None
    finally:
        connection.close()
