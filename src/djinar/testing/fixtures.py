"""pytest fixtures: name this module in ``pytest_plugins``, in the ``conftest.py`` at the root of your tests.

It is not announced to pytest as an entry point: pytest would import it, and with it NumPy, OpenCV and the WebRTC
engine, half a second of them, at the start of every run, whether a test wants them or not.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any, Protocol, TypeVar

import pytest

from djinar.stream import Stream
from djinar.testing.client import stream_client
from djinar.testing.peer import StreamPeer

_StreamT = TypeVar("_StreamT", bound=Stream)


class ConnectStream(Protocol):
    async def __call__(self, stream: type[_StreamT], **options: Any) -> StreamPeer[_StreamT]: ...


_fixture: Callable[[Callable[[], AsyncIterator[ConnectStream]]], object]
try:
    from pytest_asyncio import fixture as _fixture
except ImportError:
    _fixture = pytest.fixture


@_fixture
async def connect_stream() -> AsyncIterator[ConnectStream]:
    """``await connect_stream(Studio, transform="edges")`` is as ``stream_client``, until the test is over."""
    loop = asyncio.get_running_loop()
    async with AsyncExitStack() as clients:

        async def connect(stream: type[_StreamT], **options: Any) -> StreamPeer[_StreamT]:
            if asyncio.get_running_loop() is not loop:
                raise RuntimeError(
                    "Two plugins share the work: one runs the fixtures, another on its own event loop the test. "
                    "Take `async with stream_client(...)` in the test, or switch off one of them."
                )
            return await clients.enter_async_context(stream_client(stream, **options))

        yield connect
