"""A server that is told to stop: nobody new comes in, who is in is told, and the process is gone by the deadline."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.integration.peers.aiortc_peer import AiortcPeer
from tests.integration.peers.offers import Refused, request
from tests.integration.server import DemoServer, ServerName
from tests.integration.stream.serving import stream_server

ASGI_SERVERS: list[ServerName] = ["uvicorn", "granian", "hypercorn"]


async def connected(server: DemoServer, peers: AsyncExitStack, count: int) -> list[AiortcPeer]:
    made = [await peers.enter_async_context(AiortcPeer(video=None, audio=None)) for _ in range(count)]
    for peer in made:
        await peer.connect(f"{server.base_url}/offer")
    return made


def processes_of(group: int) -> list[int]:
    """Those of a session of processes that run."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, rest = int(status.parent.name), status.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(rest[3]) == group and rest[0] != "Z":
            found.append(pid)
    return found


@pytest.mark.parametrize("command", ASGI_SERVERS)
async def test_peers_are_told_and_ended_by_the_deadline_under_any_server(command: ServerName) -> None:
    with stream_server(command, DRAIN_SECONDS=1) as server:
        async with AsyncExitStack() as peers:
            made = await connected(server, peers, 3)

            server.send_signal(signal.SIGTERM)
            draining = [await peer.told("draining") for peer in made]
            ended = [await peer.told("ended") for peer in made]
            await asyncio.to_thread(server.stop)

    assert [message["seconds"] for message in draining] == [1, 1, 1]
    assert {message["reason"] for message in ended} == {"server-stopping"}
    assert server.output.count("stream ended: server-stopping") == 3
    assert processes_of(server.pid) == []


async def test_an_offer_that_comes_while_the_server_stops_is_told_so() -> None:
    with stream_server(DRAIN_SECONDS=30) as server:
        async with AsyncExitStack() as peers:
            [peer] = await connected(server, peers, 1)
            server.send_signal(signal.SIGTERM)
            await peer.told("draining")

            with pytest.raises(Refused) as refused:
                await connected(server, peers, 1)
            health = [await asyncio.to_thread(request, f"{server.base_url}/{path}") for path in ("healthz", "readyz")]

            peer.send("ping still here")
            assert await peer.messages.next() == "pong still here"

    assert [(reply.status, reply.document["state"]) for reply in health] == [(200, "ok"), (503, "stopping")]
    assert (refused.value.reply.status, refused.value.code) == (503, "server-stopping")
    assert int(refused.value.reply.headers["Retry-After"]) > 0


async def test_a_server_whose_peers_have_left_does_not_wait_for_the_deadline() -> None:
    with stream_server(DRAIN_SECONDS=600) as server:
        async with AsyncExitStack() as peers:
            [peer] = await connected(server, peers, 1)
            server.send_signal(signal.SIGTERM)
            await peer.told("draining")

            await peer.close()

        await asyncio.to_thread(server.stop)


async def test_a_second_signal_does_not_cut_the_drain() -> None:
    with stream_server(DRAIN_SECONDS=600) as server:
        async with AsyncExitStack() as peers:
            [peer] = await connected(server, peers, 1)
            server.send_signal(signal.SIGTERM)
            await peer.told("draining")

            server.send_signal(signal.SIGTERM)

            peer.send("ping still here")
            assert await peer.messages.next() == "pong still here"
            os.kill(server.pid, 0)


async def test_several_workers_leave_no_process_behind() -> None:
    with stream_server("uvicorn", "--workers=2", DRAIN_SECONDS=1) as server:
        async with AsyncExitStack() as peers:
            [peer] = await connected(server, peers, 1)

            server.send_signal(signal.SIGTERM)
            await peer.told("draining")
            await peer.told("ended")
            await asyncio.to_thread(server.stop)

    assert processes_of(server.pid) == []
