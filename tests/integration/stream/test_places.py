"""A place is free again the moment that a session ends, in whatever way it ended, and is never lost to a refusal."""

from __future__ import annotations

import asyncio
import queue
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import pytest

from djinar import Stream
from djinar.backends.inline import InlineBackend
from djinar.backends.request import SessionRequest
from djinar.exceptions import OfferError, OptionError, TooManySessions, UnknownTransform
from djinar.media.network import Network
from djinar.sdp import Offer, Section
from djinar.sessions import floods, session
from djinar.sessions.limits import Limits
from djinar.sessions.owner import Owner
from djinar.sessions.reasons import EndReason
from djinar.testing import Camera
from djinar.transforms.chain import Choice
from tests.integration.peers.light_peer import LightPeer
from tests.site.streams import failing

OWNER = Owner(user_id="1", address="203.0.113.1")
ENDED: queue.SimpleQueue[EndReason] = queue.SimpleQueue()
WAIT_SECONDS = 20


class Slow(Stream):
    """Takes its time to say goodbye, which is no reason to keep the place."""

    transforms = ["none", failing]

    async def ended(self, reason: EndReason) -> None:
        ENDED.put(reason)
        await asyncio.sleep(1)


class Unplayable(Slow):
    audio = "test_places.py"  # a file, but not of sound


class Leaving(Slow):
    async def started(self) -> None:
        self.session.end()


class Lost(Slow):
    async def started(self) -> None:
        self.session.peer_lost()


class Stopping(Slow):
    async def started(self) -> None:
        self.session.end(EndReason.SERVER_STOPPING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a session comes to its end."""

    stream: type[Stream] = Slow
    limits: Mapping[str, float] = field(default_factory=dict)
    transform: str = "none"
    connects: bool = True
    closes: bool = False
    floods: bool = False
    is_ended_by_operator: bool = False


WAYS: dict[EndReason, Way] = {
    EndReason.HANDSHAKE_TIMEOUT: Way(limits={"handshake_timeout_seconds": 0.2}, connects=False),
    EndReason.IDLE_TIMEOUT: Way(limits={"idle_timeout_seconds": 0.01}),
    EndReason.TIME_LIMIT: Way(limits={"max_session_seconds": 0.1}),
    EndReason.PEER_CLOSED: Way(closes=True),
    EndReason.PEER_LOST: Way(stream=Lost),
    EndReason.PICTURE_TOO_LARGE: Way(limits={"max_picture_px": 100}),
    EndReason.BIT_RATE_TOO_HIGH: Way(limits={"max_bitrate_in_bps": 1}),
    EndReason.MESSAGE_RATE_TOO_HIGH: Way(floods=True, limits={"max_messages_per_second": 1}),
    EndReason.TRANSFORM_FAILED: Way(transform="failing", limits={"max_transform_failures": 1}),
    EndReason.STREAM_ENDED: Way(stream=Leaving),
    EndReason.NOT_ALLOWED: Way(is_ended_by_operator=True),
    EndReason.ENDED_BY_OPERATOR: Way(is_ended_by_operator=True),
    EndReason.ENGINE_FAILED: Way(stream=Unplayable),
    EndReason.SERVER_STOPPING: Way(stream=Stopping),
}


@pytest.fixture
def make() -> Iterator[Callable[[Mapping[str, float]], InlineBackend]]:
    """Makes backends with one place, which one owner may have."""
    made: list[InlineBackend] = []

    def make(limits: Mapping[str, float]) -> InlineBackend:
        one = Limits(max_sessions=1, max_sessions_per_user=1, max_sessions_per_address=1)
        made.append(InlineBackend(Network(allow_loopback=True), one.changed(limits)))
        return made[-1]

    yield make
    for backend in made:
        backend.stop()
        assert backend.live == 0
    while not ENDED.empty():
        ENDED.get()


async def asking(peer: LightPeer, stream: type[Stream] = Slow, transform: str = "none") -> SessionRequest:
    offer = Offer.parse(await peer.offer())
    return SessionRequest(stream=stream, offer=offer, chains={"video": [Choice(transform)]}, owner=OWNER)


def test_every_reason_has_a_way() -> None:
    assert WAYS.keys() == set(EndReason)


@pytest.mark.parametrize("reason", EndReason)
async def test_the_place_is_free_the_moment_that_a_session_ends(
    make: Callable[[Mapping[str, float]], InlineBackend],
    monkeypatch: pytest.MonkeyPatch,
    reason: EndReason,
) -> None:
    monkeypatch.setattr(session, "_LOOK_EVERY_SECONDS", 0.2)
    monkeypatch.setattr(floods, "_PATIENCE_SECONDS", 0.2)
    way = WAYS[reason]
    backend = make(way.limits)
    async with LightPeer(Camera()) as peer, LightPeer() as next_peer:
        opened = await backend.open(await asking(peer, way.stream, way.transform))
        (snapshot,) = await backend.snapshots()
        with pytest.raises(TooManySessions):
            await backend.open(await asking(next_peer))

        if way.connects:
            await peer.accept(re.sub(r"b=.*\r\n", "", opened.answer.sdp))  # it does not care how much it may send
        if way.closes:
            await peer.close()
        if way.floods:
            await peer.flood(messages_per_second=100)
        if way.is_ended_by_operator:
            await backend.end(snapshot.record_id, reason)
        ended = await asyncio.to_thread(ENDED.get, timeout=WAIT_SECONDS)

        assert ended == reason
        assert (await backend.open(await asking(next_peer))).id


@pytest.mark.parametrize(
    ("refused", "error"),
    [
        ({"chains": {"video": [Choice("sparkle")]}}, UnknownTransform),
        ({"chains": {"video": [Choice("none", {"low": 1})]}}, OptionError),
        (
            {"offer": Offer(sdp="v=0\r\n", sections=(Section(kind="video", mid="0", direction="sendrecv"),))},
            OfferError,
        ),
    ],
    ids=["transform", "option", "engine"],
)
async def test_a_refused_offer_of_an_owner_takes_none_of_their_places(
    make: Callable[[Mapping[str, float]], InlineBackend], refused: dict[str, object], error: type[Exception]
) -> None:
    backend = make({})
    async with LightPeer() as peer:
        request = await asking(peer)

        with pytest.raises(error):
            await backend.open(replace(request, **refused))  # type: ignore[arg-type]  # as each case has it

        assert (await backend.open(request)).id
