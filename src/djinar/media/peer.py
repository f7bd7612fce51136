"""One peer connection, seen from the side that answers."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

import webrtc

from djinar.exceptions import EngineError, OfferError, UnsupportedOffer
from djinar.media.candidates import announced, at_unknown_port, relayed_addresses
from djinar.media.channel import Channel
from djinar.media.channels import Channels
from djinar.media.encoding import VideoEncoding
from djinar.media.error_correction import without_error_correction
from djinar.media.network import Network
from djinar.media.returned_sound import RenderSound, ReturnedSound
from djinar.media.rtp_clock import RtpClock
from djinar.media.size_guard import SizeGuard
from djinar.media.sound import FilePlayer, SoundPath
from djinar.media.traffic import Traffic, traffic
from djinar.media.video import Render, VideoPath
from djinar.media.video_limits import VideoLimits

_OWN_RELAY_NAME = "djinar"
_MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
_ORIENTATION = "urn:3gpp:video-orientation"
_CODECS = {"video": "VP8, VP9 and AV1", "audio": "Opus, G.722 and G.711"}

logger = logging.getLogger(__name__)


class PeerListener(Protocol):
    """Told of what happens to a peer; every call comes on the media loop."""

    def peer_connected(self) -> None: ...

    def peer_closed(self) -> None:
        """The peer said goodbye."""

    def peer_lost(self) -> None:
        """The peer has not been heard of for some seconds, or could not be reached at all."""

    def message_arrived(self, channel: Channel, message: str | bytes) -> None: ...


class MediaSection(Protocol):
    """What is read of a media section of the offer."""

    @property
    def mid(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def direction(self) -> str: ...


class Peer:
    """Owns the engine's connection: whoever makes a ``Peer`` must ``close()`` it."""

    def __init__(self, network: Network, listener: PeerListener, max_channels: int, address: str = "") -> None:
        """``address`` is where the offer came from: relays of ours are to let it through."""
        servers = [
            webrtc.RTCIceServer(urls=list(server.urls), username=server.username, credential=server.credential)
            for server in (server.lent_to(_OWN_RELAY_NAME, time.time()) for server in network.ice_servers)
        ]
        self._address = address
        self._network = network
        self._listener = listener
        self._connection = webrtc.RTCPeerConnection(
            webrtc.RTCConfiguration(
                ice_servers=servers, port_range=network.port_range, bundle_policy=webrtc.RTCBundlePolicy.max_bundle
            )
        )
        self._picture_stream = webrtc.MediaStream([])
        self._closed = False
        self.channels = Channels(max_channels, listener.message_arrived)
        self.encoding: VideoEncoding | None = None
        self.video: VideoPath | None = None
        self.size_guard: SizeGuard | None = None
        self.sound: SoundPath | None = None

    async def answer(
        self,
        sdp: str,
        sections: tuple[MediaSection, ...],
        *,
        render: Render,
        sound: Path | RenderSound | None,
        limits: VideoLimits,
    ) -> str:
        """Our answer to an offer, with all candidates that were found in time.

        ``sound`` is a file to play, or what the peer's own sound goes through on its way back; without one the peer
        hears nothing.

        Raises:
            OfferError: the engine cannot make sense of the offer.
            UnsupportedOffer: no codec in common.
            EngineError: no address and port was found to be reached at.
        """
        self._connection.on("connectionstatechange", self._connection_changed)
        self._connection.on("datachannel", self.channels.opened)
        offer = webrtc.RTCSessionDescriptionInit(type="offer", sdp=without_error_correction(sdp))
        with _refusing_offer():
            await self._connection.set_remote_description(offer)
        transceivers = {transceiver.mid: transceiver for transceiver in self._connection.get_transceivers()}
        for section in sections:
            if section.kind == "application":
                self.channels.may_come = True
            elif section.mid not in transceivers:
                raise OfferError(f"The WebRTC engine passes over the section {section.mid!r}.")
            elif section.kind == "video":
                await self._add_video(transceivers[section.mid], section.direction, render, limits)
            else:
                await self._add_sound(transceivers[section.mid], section.direction, sound)
        with _refusing_offer():
            answer = await self._connection.create_answer()
        self._check_codecs(answer.sdp, sections)
        with _refusing_offer():
            await self._connection.set_local_description(answer)
        self._watch_transport()
        await self._gathered()
        answered = self._described()
        await self._open_relays(answered)
        return answered

    async def _add_video(
        self, transceiver: webrtc.RTCRtpTransceiver, direction: str, render: Render, limits: VideoLimits
    ) -> None:
        if direction not in ("sendrecv", "sendonly"):
            return
        with _refusing_offer():
            _decline_rotation(transceiver)
        clock = None
        if direction == "sendrecv":
            self.encoding = VideoEncoding(transceiver.sender, limit_bps=limits.bitrate_out_bps)
            clock = RtpClock(transceiver.sender)
        self.size_guard = SizeGuard(transceiver.receiver, limit_px=limits.picture_px)
        self.video = VideoPath(transceiver.receiver.track, render, self.encoding, limits=limits, clock=clock)
        if self.encoding:
            await self._send(transceiver, self.video.track, self._picture_stream)

    async def _add_sound(
        self, transceiver: webrtc.RTCRtpTransceiver, direction: str, sound: Path | RenderSound | None
    ) -> None:
        if isinstance(sound, Path):
            if direction in ("sendrecv", "recvonly"):
                self.sound = FilePlayer(sound)
                await self._send(transceiver, self.sound.track, webrtc.MediaStream([]))
        elif sound and direction in ("sendrecv", "sendonly"):
            self.sound = ReturnedSound(transceiver.receiver.track, sound, self._picture_age_ms)
            if direction == "sendrecv":
                # In the picture's stream: the far end plays the two in step, and makes the earlier one wait.
                await self._send(transceiver, self.sound.track, self._picture_stream)

    def _picture_age_ms(self) -> float:
        return self.video.ages_ms.mean if self.video else 0.0

    async def _send(
        self, transceiver: webrtc.RTCRtpTransceiver, track: webrtc.MediaStreamTrack, stream: webrtc.MediaStream
    ) -> None:
        with _refusing_offer():
            transceiver.direction = webrtc.RTCRtpTransceiverDirection.sendrecv
            transceiver.sender.set_streams(stream)
            await transceiver.sender.replace_track(track)

    def _check_codecs(self, answer: str, sections: tuple[MediaSection, ...]) -> None:
        """The engine declines a section without a codec in common, by port 0. One that nothing is to be done with may
        be declined, unless it is all there is.
        """
        ports = re.findall(r"^m=\w+ (\d+) ", answer, re.MULTILINE)
        active = [
            (section.kind, port)
            for section, port in zip(sections, ports, strict=True)
            if section.direction != "inactive"
        ]
        all_declined = all(port == "0" for _, port in active)
        needed = {"video": self.video, "audio": self.sound}
        for kind, port in active:
            if kind in needed and port == "0" and (needed[kind] or all_declined):
                raise UnsupportedOffer(f"No {kind} codec in common. This server has {_CODECS[kind]}.")

    def _watch_transport(self) -> None:
        """The goodbye of a peer shows at once on the transport, and on the connection only after many seconds."""
        for transceiver in self._connection.get_transceivers():
            if transport := transceiver.receiver.transport:
                break
        else:
            sctp = self._connection.sctp
            if sctp is None:
                raise EngineError("The engine answered without a transport.")
            transport = sctp.transport

        def changed(_event: webrtc.Event) -> None:
            if transport.state == webrtc.RTCDtlsTransportState.closed and not self._closed:
                self._listener.peer_closed()

        transport.on("statechange", changed)

    async def _gathered(self) -> None:
        done = asyncio.Event()

        def changed(_event: webrtc.Event | None = None) -> None:
            if self._connection.ice_gathering_state == webrtc.RTCIceGatheringState.complete:
                done.set()

        self._connection.on("icegatheringstatechange", changed)
        changed()
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), self._network.gathering_seconds)

    def _described(self) -> str:
        description = self._connection.local_description
        answered = announced(description.sdp, self._network.announced_networks) if description else ""
        if not re.search(r"^a=candidate:\S+ \d+ udp ", answered, re.MULTILINE):
            raise EngineError("The server found no address and port at which it can be reached.")
        return answered

    async def _open_relays(self, answered: str) -> None:
        """Our relays drop what comes from an address that we have named none of. An offer names none that we use, so
        these are the one that the offer came from, and the relays' own, for a peer that is behind the same.

        Source: RFC 8656 section 9.
        """
        relays = relayed_addresses(answered)
        for address in filter(None, dict.fromkeys([self._address, *relays])) if relays else ():
            candidate = webrtc.RTCIceCandidateInit(candidate=at_unknown_port(address), sdp_m_line_index=0)
            with _refusing_offer():
                await self._connection.add_ice_candidate(candidate)

    def _connection_changed(self, _event: webrtc.Event) -> None:
        state = self._connection.connection_state
        if state == webrtc.RTCPeerConnectionState.connected:
            self._listener.peer_connected()
        elif state in (webrtc.RTCPeerConnectionState.disconnected, webrtc.RTCPeerConnectionState.failed):
            self._listener.peer_lost()

    async def traffic(self) -> Traffic:
        if self._closed:
            return Traffic()
        return traffic((await self._connection.get_stats()).values())

    def close(self) -> None:
        """Free the connection and everything of it. Closing twice does nothing."""
        if not self._closed:
            self._closed = True
            self._connection.close()


@contextmanager
def _refusing_offer() -> Iterator[None]:
    try:
        yield
    except (webrtc.RTCException, ValueError, TypeError) as error:
        logger.debug("The engine refused an offer: %s", error)
        raise OfferError("The WebRTC engine cannot make sense of this offer.") from None


def _decline_rotation(transceiver: webrtc.RTCRtpTransceiver) -> None:
    """A phone that may not send its rotation beside the picture turns the pixels itself: transforms see them upright.

    Source: 3GPP TS 26.114 section 7.4.5.
    """
    extensions = transceiver.get_header_extensions_to_negotiate()
    for extension in extensions:
        if extension.uri == _ORIENTATION:
            extension.direction = webrtc.RTCRtpTransceiverDirection.stopped
        elif extension.uri == _MID:  # stopped when the peer has not offered it, and the engine takes no list like that
            extension.direction = webrtc.RTCRtpTransceiverDirection.sendrecv
    transceiver.set_header_extensions_to_negotiate(extensions)
