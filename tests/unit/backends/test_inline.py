"""Sessions in this process, as far as they get without a peer: offers of recorded peers that never connect."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from djinar import Stream
from djinar.backends.inline import InlineBackend
from djinar.backends.request import SessionRequest
from djinar.exceptions import (
    ChainTooLong,
    ConfigurationError,
    OfferError,
    OptionError,
    ServerBusy,
    ServerFull,
    ServerStopping,
    UnknownTransform,
)
from djinar.media.network import Network
from djinar.sdp import Offer, Section
from djinar.sessions.limits import Limits
from djinar.sessions.reasons import EndReason
from djinar.sessions.users_code import UsersCodeFailed
from djinar.transforms.chain import Choice

OFFERS = Path(__file__).parents[2] / "corpus" / "offers"
SECTION = Section(kind="video", mid="0", direction="sendrecv")


class Lasting(Stream):
    """Remembers why its sessions ended."""

    transforms = ["none", "edges"]
    reasons: list[EndReason] = []
    over = threading.Event()

    async def ended(self, reason: EndReason) -> None:
        self.reasons.append(reason)
        self.over.set()


class Echoing(Lasting):
    audio = "echo"


class Soundless(Stream):
    audio = "nowhere.wav"


class Unmade(Stream):
    def __init__(self, *_arguments: object) -> None:
        raise LookupError("This stream cannot be made.")


@pytest.fixture(autouse=True)
def nothing_ended_yet() -> None:
    Lasting.reasons.clear()
    Lasting.over.clear()


@pytest.fixture
def make() -> Iterator[Callable[..., InlineBackend]]:
    """Makes backends, and stops them after the test."""
    made: list[InlineBackend] = []

    def make(**limits: float) -> InlineBackend:
        made.append(InlineBackend(Network(allow_loopback=True), Limits(**limits)))  # type: ignore[arg-type]  # int or float
        return made[-1]

    yield make
    for backend in made:
        backend.stop()
        assert backend.live == 0
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("djinar")]


def asking(peer: str = "chromium", stream: type[Stream] = Lasting, **more: object) -> SessionRequest:
    offer = Offer.parse((OFFERS / f"{peer}.sdp").read_bytes().decode())
    return SessionRequest(**{"stream": stream, "offer": offer, **more})  # type: ignore[arg-type]  # as each test asks


async def emptied(backend: InlineBackend) -> None:
    async with asyncio.timeout(10):
        while backend.live:  # noqa: ASYNC110  (nobody is told when a place is free)
            await asyncio.sleep(0.01)


def test_nothing_starts_before_the_first_offer(make: Callable[..., InlineBackend]) -> None:
    make()

    assert not [thread for thread in threading.enumerate() if thread.name.startswith("djinar")]


@pytest.mark.parametrize("peer", ["aiortc", "chromium", "firefox", "wrtc"])
async def test_a_recorded_offer_of_each_peer_is_answered(make: Callable[..., InlineBackend], peer: str) -> None:
    opened = await make().open(asking(peer))

    lines = opened.answer.sdp.splitlines()
    assert [line.split()[0] for line in lines if line.startswith("m=")] == ["m=audio", "m=video", "m=application"]
    assert not [line for line in lines if line.startswith("m=") and line.split()[1] == "0"]
    assert any(line.startswith("a=candidate:") for line in lines)


async def test_an_offer_may_name_chains_for_picture_and_sound(make: Callable[..., InlineBackend]) -> None:
    chains = {"video": [Choice("edges", {"low": 5}), Choice("none")], "audio": [Choice("echo")]}

    assert (await make().open(asking(stream=Echoing, chains=chains))).id


async def test_session_ids_cannot_be_guessed(make: Callable[..., InlineBackend]) -> None:
    backend = make()

    ids = {(await backend.open(asking())).id for _ in range(3)}

    assert len(ids) == 3
    assert all(len(one) >= 32 for one in ids)


async def test_a_peer_that_never_connects_frees_its_place(make: Callable[..., InlineBackend]) -> None:
    backend = make(handshake_timeout_seconds=0.1)

    await backend.open(asking())

    assert await asyncio.to_thread(Lasting.over.wait, 10)
    assert Lasting.reasons == [EndReason.HANDSHAKE_TIMEOUT]


async def test_a_full_server_refuses_and_serves_again(make: Callable[..., InlineBackend]) -> None:
    backend = make(max_sessions=1, handshake_timeout_seconds=0.5)

    await backend.open(asking())
    with pytest.raises(ServerFull) as refused:
        await backend.open(asking())
    await emptied(backend)

    assert refused.value.limit == 1
    assert (await backend.open(asking())).id


async def test_a_busy_server_answers_so_many_at_once_and_no_more(make: Callable[..., InlineBackend]) -> None:
    backend = make(max_answers_per_second=0.01)

    await backend.open(asking())
    with pytest.raises(ServerBusy) as refused:
        await backend.open(asking())

    assert refused.value.limit == 0.01
    assert backend.live == 1


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        (asking(chains={"video": [Choice("sparkle")]}), UnknownTransform),
        (asking(chains={"video": [Choice("edges", {"low": -1})]}), OptionError),
        (asking(chains={"video": [Choice("none", {"low": 1})]}), OptionError),
        (asking(chains={"video": [Choice("none")] * 9}), ChainTooLong),
        (asking(chains={"audio": [Choice("echo")]}), UnknownTransform),
        (asking(offer=Offer(sdp="v=0\r\n", sections=(SECTION,))), OfferError),
        (asking(stream=Soundless), ConfigurationError),
        (asking(stream=Unmade), UsersCodeFailed),
    ],
    ids=["transform", "option", "option of none", "long chain", "sound of a mute stream", "engine", "file", "stream"],
)
async def test_a_refused_offer_takes_no_place(
    make: Callable[..., InlineBackend], request_: SessionRequest, error: type[Exception]
) -> None:
    backend = make(max_sessions=1)

    with pytest.raises(error):
        await backend.open(request_)

    assert backend.live == 0
    assert (await backend.open(asking())).id


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Answers take for ever; it is set when the first one is begun."""
    begun = threading.Event()

    async def endless(*_arguments: object, **_more: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr("djinar.media.peer.Peer.answer", endless)
    return begun


async def test_a_request_that_is_given_up_takes_no_place(
    make: Callable[..., InlineBackend], answering: threading.Event
) -> None:
    backend = make()
    opening = asyncio.create_task(backend.open(asking()))
    await asyncio.to_thread(answering.wait, 5)
    held = backend.live

    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    await emptied(backend)

    assert held == 1


async def test_stopping_ends_every_session_with_its_reason(make: Callable[..., InlineBackend]) -> None:
    backend = make()
    for _ in range(2):
        await backend.open(asking())

    await asyncio.to_thread(backend.stop)

    assert Lasting.reasons == [EndReason.SERVER_STOPPING] * 2


async def test_a_stopped_server_takes_no_offer(make: Callable[..., InlineBackend]) -> None:
    backend = make()

    backend.stop()
    backend.stop()

    with pytest.raises(ServerStopping):
        await backend.open(asking())


async def test_a_backend_that_drains_takes_no_offer_and_ends_by_its_deadline(
    make: Callable[..., InlineBackend],
) -> None:
    backend = make()
    await backend.open(asking())

    draining = asyncio.create_task(backend.drain(0.2))
    await asyncio.sleep(0)
    with pytest.raises(ServerStopping):
        await backend.open(asking())
    was_live = backend.live
    await draining

    assert backend.is_stopping
    assert (was_live, backend.live) == (1, 0)
    assert Lasting.reasons == [EndReason.SERVER_STOPPING]


async def test_a_backend_without_sessions_drains_at_once(make: Callable[..., InlineBackend]) -> None:
    backend = make()

    await backend.drain(600)

    assert backend.is_stopping


async def test_an_offer_that_is_being_answered_when_the_server_stops_is_refused(
    make: Callable[..., InlineBackend], answering: threading.Event
) -> None:
    backend = make()
    opening = asyncio.create_task(backend.open(asking()))
    await asyncio.to_thread(answering.wait, 5)

    await asyncio.to_thread(backend.stop)

    with pytest.raises(ServerStopping):
        await opening
