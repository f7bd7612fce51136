"""When the block is left nothing of the session is left."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
from collections.abc import AsyncIterator

import pytest

from djinar import BgrImage
from djinar.exceptions import UnknownTransform
from djinar.sessions.reasons import EndReason
from djinar.sessions.session import Session
from djinar.testing import SessionEnded, stream_client
from djinar.testing.connection import Connection
from tests.integration.testing.streams import Salon

ENDS_IN_SECONDS = 5


def sessions_and_peers() -> int:
    gc.collect()
    # By type(), since to ask a lazy object of Django's for its class is to have it made.
    return sum(issubclass(type(found), Session | Connection) for found in gc.get_objects())


@pytest.fixture(autouse=True)
async def nothing_is_left(caplog: pytest.LogCaptureFixture) -> AsyncIterator[None]:
    caplog.set_level(logging.CRITICAL, "djinar")  # pytest keeps every record of the log, and the session with it
    tasks, threads, handlers = (
        asyncio.all_tasks(),
        set(threading.enumerate()),
        list(logging.getLogger("djinar").handlers),
    )
    before = sessions_and_peers()

    yield

    for thread in set(threading.enumerate()) - threads:
        thread.join(ENDS_IN_SECONDS)  # it was told to end, and has nothing left to do
        assert not thread.is_alive(), thread
    if left := {task for task in asyncio.all_tasks() - tasks if task is not asyncio.current_task()}:
        # The engine wakes the reader of a closed connection's encoded pictures a moment later.
        assert not (await asyncio.wait(left, timeout=ENDS_IN_SECONDS))[1]
    assert logging.getLogger("djinar").handlers == handlers
    async with asyncio.timeout(ENDS_IN_SECONDS):
        # The engine drops its callbacks a moment later, and no event tells when.
        while sessions_and_peers() > before:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_of_a_session_that_streamed() -> None:
    async with stream_client(Salon, transform="dye") as peer:
        await peer.frame()
        await peer.audio()

    assert peer.stream.reason == EndReason.PEER_CLOSED
    del peer


async def test_of_a_session_that_was_never_used() -> None:
    async with stream_client(Salon):
        pass


async def test_when_the_block_raises() -> None:
    with pytest.raises(ZeroDivisionError):  # noqa: PT012 - the block that is left is what is tested
        async with stream_client(Salon, transform="dye") as peer:
            assert peer.stream.reason is None
            raise ZeroDivisionError

    assert peer.stream.reason == EndReason.PEER_CLOSED
    del peer


async def test_when_the_test_is_cancelled_in_the_block() -> None:
    connected = asyncio.Event()

    async def stay() -> None:
        async with stream_client(Salon) as peer:
            connected.set()
            await peer.frame(lambda image: False)

    test = asyncio.create_task(stay())
    await connected.wait()
    test.cancel()

    with pytest.raises(asyncio.CancelledError):
        await test


@pytest.mark.parametrize("steps", [1, 5, 20])
async def test_when_the_test_is_cancelled_before_the_peer_is_connected(steps: int) -> None:
    async def connect() -> None:
        async with stream_client(Salon):
            pass

    test = asyncio.create_task(connect())
    for _ in range(steps):
        await asyncio.sleep(0)
    test.cancel()

    with pytest.raises(asyncio.CancelledError):
        await test


async def test_when_the_peer_left_by_itself() -> None:
    async with stream_client(Salon) as peer:
        await peer.close()

        assert peer.stream.reason == EndReason.PEER_CLOSED
        with pytest.raises(SessionEnded):
            await peer.frame(lambda image: False)
    del peer


async def test_when_the_offer_was_refused() -> None:
    with pytest.raises(UnknownTransform):
        async with stream_client(Salon, transform="nonsense"):
            pass


async def test_when_the_camera_broke() -> None:
    async with stream_client(Salon, camera=broken) as peer:
        with pytest.raises(ZeroDivisionError):
            await peer.frame()
    del peer


def broken(number: int) -> BgrImage:
    raise ZeroDivisionError
