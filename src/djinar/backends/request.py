"""What views ask of a backend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from djinar.sdp import Offer
from djinar.sessions.hub import OpenedSession
from djinar.sessions.limits import Limits
from djinar.sessions.messages import Kind
from djinar.sessions.owner import NOBODY, Owner
from djinar.sessions.reasons import EndReason
from djinar.sessions.snapshot import Snapshot
from djinar.sessions.tally import Tally
from djinar.stream import Stream
from djinar.transforms.chain import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRequest:
    """A session to open. Nothing in it is bound to this process."""

    stream: type[Stream]
    offer: Offer
    chains: Mapping[Kind, Sequence[Choice]] = field(default_factory=dict)
    """The transforms to begin with; the stream's first where none is named."""
    context: Mapping[str, Any] = field(default_factory=dict)
    """What the view tells the stream: JSON values."""
    owner: Owner = NOBODY
    limits: Limits | None = None
    """Those of the backend, when there are none."""


class Backend(Protocol):
    async def open(self, request: SessionRequest) -> OpenedSession:
        """Answer an offer; the session then runs by itself. May be called from any event loop.

        Raises:
            ServerBusy, ServerFull, ServerStopping, TooManySessions: not now.
            OfferError, UnknownTransform, ChainTooLong, OptionError: never like this.
            EngineError: the server cannot be reached.
            ConfigurationError: the stream is wrong.
        """

    async def end(self, record_id: UUID, reason: EndReason, detail: str = "") -> bool:
        """End a session soon; false when there is none of that record here."""

    async def picture(self, record_id: UUID) -> bytes | None:
        """What a session sends, after its transforms: the next picture, as a JPEG of at most 320 pixels' width.

        ``None`` when there is no session of that record here, or it sends none within a second, as while a transform
        fails. Who may look is for the caller to know. Nothing is encoded until this is called.
        """

    async def snapshots(self) -> list[Snapshot]:
        """Of the sessions that hold a place."""

    async def tally(self) -> Tally:
        """What its sessions came to, those that are over included."""

    @property
    def is_stopping(self) -> bool:
        """It opens no session any more."""

    async def drain(self, longest_seconds: float) -> None:
        """Refuse offers from now on, give the sessions so long to end, and stop. May be called from any event loop."""

    def stop(self) -> None:
        """End every session and free what the backend holds. Blocks for some seconds at most; may be called twice."""
