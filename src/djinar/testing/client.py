"""Connects a peer to a stream, both in this process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from djinar.media.engine import start_engine
from djinar.media.network import Network
from djinar.sdp import Offer
from djinar.sessions.hub import SessionHub
from djinar.sessions.limits import Limits
from djinar.sessions.messages import Kind
from djinar.sessions.reasons import EndReason
from djinar.sessions.session import Session
from djinar.sessions.users_code import UsersCodeFailed
from djinar.stream import Stream
from djinar.testing.arrivals import Arrivals
from djinar.testing.causes import Causes
from djinar.testing.connection import Connection
from djinar.testing.devices import Camera, Microphone, Pictures, Sounds
from djinar.testing.errors import NothingArrived
from djinar.testing.peer import ChainEntry, StreamPeer, choices
from djinar.transforms.chain import Choice

_NETWORK = Network(allow_loopback=True)
_start_engine_once = cache(start_engine)
_CAMERA, _MICROPHONE = Camera(), Microphone()

_StreamT = TypeVar("_StreamT", bound=Stream)


@asynccontextmanager
async def stream_client(
    stream: type[_StreamT],
    *,
    transform: str | None = None,
    options: Mapping[str, object] | None = None,
    chain: Sequence[ChainEntry] = (),
    audio_chain: Sequence[ChainEntry] = (),
    context: Mapping[str, Any] | None = None,
    camera: Camera | Pictures | npt.NDArray[np.uint8] | None = _CAMERA,
    microphone: Microphone | Sounds | npt.NDArray[np.int16] | None = _MICROPHONE,
    limits: Limits | None = None,
    timeout_seconds: float = 10.0,
) -> AsyncIterator[StreamPeer[_StreamT]]:
    """A peer whose session has begun; when the block is left the session has ended, and nothing of it is left.

    ``transform`` with ``options``, or ``chain``, is what an offer would name; ``context`` what a view would hand over.
    ``None`` for the camera or the microphone leaves it out; a function gives the pictures (or the blocks of 10 ms) 0,
    1, 2 ..., and an array is one picture, or a sound that is repeated. ``timeout_seconds`` bounds every single wait.

    Raises:
        UnknownTransform, ChainTooLong, OptionError: as an offer would be refused.
        ConfigurationError: the stream is wrong.
        Exception: whatever the stream's ``__init__`` raised.
    """
    _start_engine_once(_NETWORK)
    hub = SessionHub(_NETWORK, limits or Limits())
    causes = Causes()
    arrivals = Arrivals(causes)
    connection = Connection(
        arrivals,
        camera if isinstance(camera, Camera | None) else Camera(pictures=camera),
        microphone if isinstance(microphone, Microphone | None) else Microphone(sounds=microphone),
    )
    peer = StreamPeer[_StreamT](connection, arrivals, timeout_seconds)

    def make_stream(session: Session) -> _StreamT:
        peer.session, peer.stream = session, stream(session, context or {})
        _tell_of_end(peer.stream, arrivals)
        return peer.stream

    if transform or options:
        chain = [(transform or next(iter(stream.offered_transforms())), options or {})]
    named: dict[Kind, list[Choice]] = {"video": choices(chain), "audio": choices(audio_chain)}
    chains = {kind: steps for kind, steps in named.items() if steps}
    with causes.collected():
        try:
            answer = await _answer(hub, causes, make_stream, await connection.offer(), chains)
            await _accepted(connection, answer, timeout_seconds)
            try:
                yield peer
            finally:
                await peer.close()
        finally:
            await connection.close()
            await hub.stop()


def _tell_of_end(stream: Stream, arrivals: Arrivals) -> None:
    told = stream.ended

    async def ended(reason: EndReason) -> None:
        try:
            await told(reason)
        finally:
            arrivals.session_ended(reason, reason.sentence)

    # The instance's own, so that the stream stays of the class that is tested.
    vars(stream)["ended"] = ended


async def _answer(
    hub: SessionHub,
    causes: Causes,
    make_stream: Callable[[Session], Stream],
    offer: str,
    chains: Mapping[Kind, Sequence[Choice]],
) -> str:
    try:
        with causes.of_what_begins_here():
            opened = await hub.open(make_stream, Offer.parse(offer), chains)
    except UsersCodeFailed as failure:
        problem = failure.__cause__ or failure
    else:
        return opened.answer.sdp
    raise problem


async def _accepted(connection: Connection, answer: str, timeout_seconds: float) -> None:
    try:
        async with asyncio.timeout(timeout_seconds):
            await connection.accept(answer)
    except TimeoutError:
        raise NothingArrived(
            f"The peer did not connect within {timeout_seconds} s. Was the engine started without ALLOW_LOOPBACK "
            "before, by a session of this process?"
        ) from None
