"""A stream from this process to itself, by the addresses and ports that peers would use."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

from djinar.backends.inline import InlineBackend
from djinar.backends.request import SessionRequest
from djinar.conf import Settings
from djinar.exceptions import DjinarError
from djinar.management.doctor.finding import Finding
from djinar.management.doctor.network import addresses
from djinar.media.engine import start_engine
from djinar.sdp import Answer, Offer
from djinar.sessions.snapshot import Figures
from djinar.stream import Stream
from djinar.testing.connection import Connection, ReturnedPicture, ReturnedSound
from djinar.testing.devices import Camera

_CONNECT_SECONDS = 10.0
_WATCH_SECONDS = 2.0
_WANTED_FPS = 20


def findings(settings: Settings) -> Iterator[Finding]:
    """Takes some seconds."""
    try:
        answer, figures, fps = asyncio.run(_streamed(settings))
    except (DjinarError, TimeoutError) as error:
        yield Finding(
            "wrong",
            "stream",
            f"this machine cannot connect to itself: {str(error) or 'no connection came about'}.",
            "See that a firewall lets UDP through on it; with no network but 127.0.0.1, set ALLOW_LOOPBACK.",
        )
        return
    yield addresses(answer)
    told = (
        f"{fps:.0f} pictures a second of {figures.width_px}x{figures.height_px} came back, "
        f"19 of 20 within {figures.frame_age_ms or 0:.0f} ms of their decoding"
    )
    if fps < _WANTED_FPS:
        yield Finding("wrong", "stream", f"only {told}.", "The machine is too slow or too busy for one stream.")
    else:
        yield Finding("ok", "stream", f"{told}.")


async def _streamed(settings: Settings) -> tuple[str, Figures, float]:
    """The answer as peers get it, the server's figures, and how many pictures came back in a second.

    Raises:
        DjinarError: the server does not answer.
        TimeoutError: there is no way between the two.
    """
    start_engine(settings.network)
    # Many NATs do not let a machine reach itself by its public address.
    backend = InlineBackend(replace(settings.network, public_addresses=()), settings.limits)
    returned = _Returned()
    connection = Connection(returned, Camera(), None)
    try:
        opened = await backend.open(SessionRequest(stream=Stream, offer=Offer.parse(await connection.offer())))
        async with asyncio.timeout(_CONNECT_SECONDS):
            await connection.accept(opened.answer.sdp)
            await returned.first.wait()
        pictures = returned.pictures
        await asyncio.sleep(_WATCH_SECONDS)
        fps = (returned.pictures - pictures) / _WATCH_SECONDS
        [snapshot] = await backend.snapshots()
    finally:
        await connection.close()
        await asyncio.to_thread(backend.stop)
    answer = Answer(sdp=opened.answer.sdp).announcing(settings.network.public_addresses)
    return answer.sdp, snapshot.figures, fps


class _Returned:
    """Counts the pictures that come back."""

    def __init__(self) -> None:
        self.pictures = 0
        self.first = asyncio.Event()

    def picture_arrived(self, _picture: ReturnedPicture) -> None:
        self.pictures += 1
        self.first.set()

    def sound_arrived(self, _sound: ReturnedSound) -> None: ...

    def message_arrived(self, _text: str) -> None: ...

    def device_failed(self, error: BaseException) -> None:
        raise error
