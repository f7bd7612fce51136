"""How much may be taken, and for how long."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from djinar.exceptions import ConfigurationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    max_sessions: int = 16
    """Sessions at once in this process; an offer over it is refused."""

    max_sessions_per_user: int = 4
    """Of one who is logged in, in this process."""

    max_sessions_per_address: int = 8
    """Of one client's address, in this process."""

    offers_per_minute: int = 60
    """From one user, and from one address."""

    max_answers_per_second: float = 10.0
    """Of this process to all, on the average, and twice as many at once. Each takes some 30 ms of a processor."""

    handshake_timeout_seconds: float = 10.0
    """From the answer until the peer is connected."""

    idle_timeout_seconds: float = 30.0
    """Without a media packet or a message."""

    max_session_seconds: float = 3600.0

    max_picture_px: int = 1920 * 1088
    """Width times height of a received picture."""

    max_frame_rate_fps: float = 60.0
    """Of received pictures; more are dropped before the transforms."""

    max_bitrate_in_bps: int = 10_000_000
    """All that is received; twice as much for some seconds ends the session."""

    max_bitrate_out_bps: int = 30_000_000
    """The picture that is sent."""

    max_transform_failures: int = 90
    """In a row; then the session ends."""

    transform_deadline_seconds: float = 5.0
    """For the transforms of one picture or one block of sound; then they count as hung."""

    max_chain_length: int = 8
    """Transforms one after another."""

    max_channels: int = 4
    """Data channels open at once; the next is closed."""

    max_messages_per_second: float = 50.0
    """From the peer, on the average; twice as many at once. More are dropped, and end the session in the end."""

    max_message_bytes: int = 16 * 1024
    """A longer one from the peer is dropped."""

    def changed(self, changes: Mapping[str, float]) -> Limits:
        """With some limits in place of these.

        Raises:
            ConfigurationError: there is no such limit, or the value is wrong.
        """
        defaults = {field.name: field.default for field in fields(self)}
        for name, value in changes.items():
            if name not in defaults:
                raise ConfigurationError(f"There is no limit {name!r}. There are: {', '.join(defaults)}.")
            kinds, allowed = ((int,), "a whole number") if type(defaults[name]) is int else ((int, float), "a number")
            if type(value) not in kinds or not 0 < value < math.inf:
                raise ConfigurationError(f"The limit {name!r} must be {allowed} above 0, not {value!r}.")
        return replace(self, **changes)  # type: ignore[arg-type]  # each is of its kind, as was just seen

    def narrowed(self, changes: Mapping[str, float]) -> Limits:
        """With those in place of these that are lower.

        Raises:
            ConfigurationError: as ``changed``.
        """
        other = self.changed(changes)
        return other.changed({name: min(value, getattr(self, name)) for name, value in changes.items()})
