"""Every way that a session ends: the log names it, the stream and the peer are told, and its place is free again."""

from __future__ import annotations

import asyncio
import signal

import pytest

from tests.integration.peers.aiortc_peer import AiortcPeer
from tests.integration.peers.offers import Refused, post_offer
from tests.integration.server import DemoServer
from tests.integration.stream.serving import stream_ended, stream_server


async def assert_a_next_peer_is_served(server: DemoServer) -> None:
    async with AiortcPeer(video=None, audio=None) as peer:
        await peer.connect(f"{server.base_url}/offer")
        peer.send("ping next")
        assert await peer.messages.next() == "pong next"


async def test_a_full_server_says_when_to_come_again() -> None:
    with stream_server(MAX_SESSIONS=1) as server:
        async with AiortcPeer(audio=None) as peer, AiortcPeer() as late_peer:
            await peer.connect(f"{server.base_url}/offer")

            with pytest.raises(Refused) as refused:
                await late_peer.connect(f"{server.base_url}/offer")

    assert refused.value.reply.status == 503
    assert refused.value.code == "server-full"
    assert int(refused.value.reply.headers["Retry-After"]) > 0


async def test_a_peer_that_never_connects_is_given_up() -> None:
    with stream_server(MAX_SESSIONS=1, HANDSHAKE_TIMEOUT_SECONDS=1) as server:
        async with AiortcPeer() as peer:
            await peer.connection.setLocalDescription(await peer.connection.createOffer())

            await post_offer(f"{server.base_url}/offer", peer.connection.localDescription.sdp)

            await stream_ended(server, "handshake-timeout")
            await assert_a_next_peer_is_served(server)


async def test_a_peer_that_says_nothing_is_ended() -> None:
    with stream_server(MAX_SESSIONS=1, IDLE_TIMEOUT_SECONDS=1) as server:
        async with AiortcPeer(video=None, audio=None) as peer:
            await peer.connect(f"{server.base_url}/offer")

            ended = await peer.told("ended")

            assert ended["reason"] == "idle-timeout"
            await stream_ended(server, "idle-timeout")
            await assert_a_next_peer_is_served(server)


async def test_the_longest_duration_ends_a_session_that_streams() -> None:
    with stream_server(MAX_SESSIONS=1, MAX_SESSION_SECONDS=1) as server:
        async with AiortcPeer() as peer:
            await peer.connect(f"{server.base_url}/offer")

            ended = await peer.told("ended")

            assert ended["reason"] == "time-limit"
            assert len(peer.pictures.items) > 0
            await stream_ended(server, "time-limit")
            await assert_a_next_peer_is_served(server)


async def test_pictures_over_the_limit_end_the_session() -> None:
    with stream_server(MAX_SESSIONS=1, MAX_PICTURE_PX=10_000) as server:
        async with AiortcPeer(audio=None) as peer:
            await peer.connect(f"{server.base_url}/offer")

            ended = await peer.told("ended")

            assert ended["reason"] == "picture-too-large"
            assert "320x240" in ended["detail"]
            assert peer.pictures.items == []
            await stream_ended(server, "picture-too-large")
            await assert_a_next_peer_is_served(server)


async def test_a_transform_that_goes_on_failing_ends_the_session() -> None:
    with stream_server(MAX_SESSIONS=1, MAX_TRANSFORM_FAILURES=5) as server:
        async with AiortcPeer(audio=None) as peer:
            await peer.connect(f"{server.base_url}/offer", "failing")

            ended = await peer.told("ended")

            assert ended["reason"] == "transform-failed"
            assert peer.pictures.items == []
            await stream_ended(server, "transform-failed")
            assert server.output.count("Traceback") == 1
            await assert_a_next_peer_is_served(server)


async def test_a_stream_may_end_its_session() -> None:
    with stream_server(MAX_SESSIONS=1) as server:
        async with AiortcPeer() as peer:
            await peer.connect(f"{server.base_url}/offer")

            peer.send("end")
            ended = await peer.told("ended")

            assert ended["reason"] == "stream-ended"
            await stream_ended(server, "stream-ended")
            await assert_a_next_peer_is_served(server)


async def test_what_cannot_be_played_ends_the_session() -> None:
    with stream_server(MAX_SESSIONS=1) as server:
        async with AiortcPeer() as peer:
            await peer.connect(f"{server.base_url}/broken")

            ended = await peer.told("ended")

            assert ended["reason"] == "engine-failed"
            assert "streams.py" not in ended["detail"]
            await stream_ended(server, "engine-failed")
            await assert_a_next_peer_is_served(server)


@pytest.mark.parametrize("channels", [(), ("chat",)], ids=["without a channel", "with a channel"])
async def test_a_peer_that_says_goodbye_frees_its_place_at_once(channels: tuple[str, ...]) -> None:
    with stream_server(MAX_SESSIONS=1) as server:
        async with AiortcPeer(channels=channels) as peer:
            await peer.connect(f"{server.base_url}/offer")

            await peer.close()

            await stream_ended(server, "peer-closed")
            await assert_a_next_peer_is_served(server)


async def test_a_server_that_stops_says_goodbye() -> None:
    with stream_server() as server:
        async with AiortcPeer() as peer:
            await peer.connect(f"{server.base_url}/offer", "negative")
            await peer.pictures.next()

            status = await asyncio.to_thread(server.stop, deadline_seconds=5)
            ended = await peer.told("ended")

    assert ended["reason"] == "server-stopping"
    assert status == -signal.SIGTERM  # uvicorn passes it on to itself, when all is shut down
    assert "Application shutdown complete" in server.output
    assert "stream ended: server-stopping" in server.output
    assert "Traceback" not in server.output


@pytest.mark.parametrize("path", ["/offer", "/greeter"])
async def test_streaming_works_under_runserver(path: str) -> None:
    with stream_server("runserver") as server:
        async with AiortcPeer() as peer:
            await peer.connect(server.base_url + path, "slow")
            await peer.pictures.next()
            await peer.heard(seconds=0.1)

            server.send_signal(signal.SIGINT)
            ended = await peer.told("ended")

    assert ended["reason"] == "server-stopping"
    assert "Traceback" not in server.output
