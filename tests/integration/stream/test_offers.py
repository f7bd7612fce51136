"""Every shape of offer that peers make."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from aiortc import RTCRtpSender

from tests.integration.peers.aiortc_peer import AiortcPeer, Direction
from tests.integration.peers.offers import Refused, post_offer, request
from tests.integration.peers.pictures import resembles, scene
from tests.integration.server import DemoServer
from tests.integration.stream.conftest import Connect
from tests.integration.stream.serving import stream_ended, stream_server

CHROMIUMS = (Path(__file__).parents[2] / "corpus" / "offers" / "chromium.sdp").read_bytes().decode()


def without(members: Mapping[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in members.items() if name not in names}


async def test_only_a_camera(connect: Connect) -> None:
    peer = await connect(audio=None, channels=())

    assert resembles(await peer.pictures.next(), scene())


async def test_only_a_microphone(connect: Connect) -> None:
    peer = await connect(video=None, channels=())

    assert len(await peer.heard(seconds=0.1)) > 0


async def test_only_a_data_channel(connect: Connect) -> None:
    peer = await connect(video=None, audio=None)

    peer.send("ping")

    assert await peer.messages.next() == "pong"


async def test_everything_at_once(connect: Connect) -> None:
    peer = await connect()

    peer.send("ping")

    assert await peer.messages.next() == "pong"
    assert resembles(await peer.pictures.next(), scene())
    assert len(await peer.heard(seconds=0.1)) > 0


async def test_a_camera_that_wants_nothing_back_is_received_all_the_same(connect: Connect) -> None:
    peer = await connect("negative", video="sendonly", audio=None)

    frames_in = 0
    for _ in range(100):
        peer.tell("stats")
        if frames_in := (await peer.told("stats"))["frames_in"]:
            break
        await asyncio.sleep(0.05)  # no event tells of a frame's arrival, and asking faster is refused

    assert frames_in > 0
    assert peer.pictures.items == []


@pytest.mark.parametrize("direction", ["recvonly", "sendrecv"])
async def test_a_peer_that_only_watches_connects(connect: Connect, direction: Direction) -> None:
    peer = await connect(video="recvonly", audio=direction, channels=())

    assert peer.connection.connectionState == "connected"


async def test_two_cameras_are_refused_with_the_reason(server: DemoServer) -> None:
    async with AiortcPeer() as peer:
        peer.connection.addTransceiver("video")

        with pytest.raises(Refused) as refused:
            await peer.connect(f"{server.base_url}/offer")

    assert refused.value.reply.status == 400
    assert refused.value.code == "unsupported-offer"
    assert "2 cameras" in refused.value.detail


@pytest.mark.parametrize("direction", ["sendrecv", "sendonly", "recvonly"])
async def test_an_offer_of_h264_alone_is_refused_with_the_codecs_that_work(
    server: DemoServer, direction: Direction
) -> None:
    async with AiortcPeer(video=direction, audio=None, channels=()) as peer:
        h264 = [codec for codec in RTCRtpSender.getCapabilities("video").codecs if codec.name == "H264"]
        peer.connection.getTransceivers()[0].setCodecPreferences(h264)

        with pytest.raises(Refused) as refused:
            await peer.connect(f"{server.base_url}/offer")

    assert refused.value.reply.status == 400
    assert refused.value.code == "unsupported-offer"
    assert "VP8" in refused.value.detail


@pytest.mark.parametrize(
    ("kind", "transforms", "facts"),
    [
        ("video", [{"name": "negative"}, {"name": "nonsense"}], {"code": "unknown-transform", "index": 1}),
        (
            "audio",
            [{"name": "echo"}, {"name": "echo", "options": {"gain": 3}}],
            {"code": "invalid-option", "index": 1, "option": "gain"},
        ),
        ("video", [{"name": "negative"}] * 9, {"code": "chain-too-long"}),
    ],
    ids=["unknown transform", "unknown option", "too long"],
)
async def test_what_an_offer_may_not_begin_with_is_told_as_it_is_while_live(
    connect: Connect, server: DemoServer, kind: str, transforms: list[dict[str, object]], facts: dict[str, object]
) -> None:
    peer = await connect(video=None, audio=None)

    peer.tell("chain", kind=kind, transforms=transforms)
    live = await peer.told("error")
    offer = {"sdp": CHROMIUMS, "type": "offer", "chains": {kind: transforms}}
    refused = (await asyncio.to_thread(request, f"{server.base_url}/offer", json.dumps(offer).encode())).document

    assert live.items() >= {"kind": kind, **facts}.items()
    assert without(live, "type") == without(refused, "type", "title", "status")


async def test_a_refused_offer_leaves_nothing_behind(server: DemoServer) -> None:
    async with AiortcPeer() as peer, AiortcPeer() as next_peer:
        with pytest.raises(Refused) as refused:
            await peer.connect(f"{server.base_url}/offer", "nonsense")

        await next_peer.connect(f"{server.base_url}/offer")

    assert refused.value.code == "unknown-transform"
    assert "negative" in refused.value.reply.document["allowed"]


async def test_a_peer_that_never_names_a_candidate_connects(server: DemoServer) -> None:
    async with AiortcPeer(audio=None) as peer:
        await peer.connect(f"{server.base_url}/offer", edit=without_candidates)

        assert resembles(await peer.pictures.next(), scene())


async def test_a_peer_that_does_not_say_of_its_packets_what_they_belong_to_is_served(server: DemoServer) -> None:
    async with AiortcPeer() as peer:
        await peer.connect(f"{server.base_url}/offer", edit=without_extension_of_mids)

        assert resembles(await peer.pictures.next(), scene())
        assert len(await peer.heard(seconds=0.1)) > 0


class Bait:
    """Sockets on addresses that nobody has a reason to contact."""

    def __init__(self) -> None:
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.2", 0))
        self._tcp = socket.create_server(("127.0.0.3", 0))
        self._udp.setblocking(False)
        self._tcp.setblocking(False)

    @property
    def candidates(self) -> str:
        udp_port, tcp_port = self._udp.getsockname()[1], self._tcp.getsockname()[1]
        return (
            f"a=candidate:1 1 udp 2130706431 127.0.0.2 {udp_port} typ host\r\n"
            f"a=candidate:2 1 tcp 1518280447 127.0.0.3 {tcp_port} typ host tcptype passive\r\n"
            f"a=candidate:3 1 udp 2130706430 203.0.113.7 {udp_port} typ srflx raddr 127.0.0.2 rport {udp_port}\r\n"
            f"a=candidate:4 1 udp 2130706429 0f3c.local {udp_port} typ host\r\n"
            f"a=candidate:5 1 udp 2130706428 bait.invalid {udp_port} typ host\r\n"
        )

    @property
    def taken(self) -> bool:
        """Whether anybody sent a datagram or connected."""
        for receive in (lambda: self._udp.recv(2048), self._tcp.accept):
            try:
                receive()
            except BlockingIOError:
                continue
            return True
        return False

    def close(self) -> None:
        self._udp.close()
        self._tcp.close()


@pytest.fixture
def bait() -> Iterator[Bait]:
    with closing(Bait()) as laid:
        yield laid


async def test_candidates_of_others_are_not_contacted(server: DemoServer, bait: Bait) -> None:
    async with AiortcPeer(audio=None) as peer:
        await peer.connect(f"{server.base_url}/offer", edit=lambda sdp: with_candidates(sdp, bait.candidates))
        for _ in range(10):
            await peer.pictures.next()

    assert not bait.taken


async def test_a_peer_that_never_connects_cannot_make_the_server_contact_anybody(bait: Bait) -> None:
    with stream_server(HANDSHAKE_TIMEOUT_SECONDS=1) as server:
        async with AiortcPeer() as peer:
            await peer.connection.setLocalDescription(await peer.connection.createOffer())

            await post_offer(
                f"{server.base_url}/offer", with_candidates(peer.connection.localDescription.sdp, bait.candidates)
            )
            await stream_ended(server, "handshake-timeout")

    assert not bait.taken


def without_extension_of_mids(sdp: str) -> str:
    """Source: RFC 9143 section 15."""
    return re.sub(r"a=extmap:\d+ urn:ietf:params:rtp-hdrext:sdes:mid\r\n", "", sdp)


def without_candidates(sdp: str) -> str:
    return re.sub(r"a=(candidate:|end-of-candidates).*\r\n", "", sdp)


def with_candidates(sdp: str, candidates: str) -> str:
    """Instead of the peer's own, in every media section."""
    session, *media = re.split(r"(?=^m=)", without_candidates(sdp), flags=re.MULTILINE)
    return session + "".join(section + candidates for section in media)
