"""How much a session may take, and how long."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    max_sessions: int = 16
    """Sessions at once in this process; an offer over it is refused."""

    handshake_timeout_seconds: float = 10.0
    """From the answer until the peer is connected."""

    idle_timeout_seconds: float = 30.0
    """Without a media packet or a message."""

    max_session_seconds: float = 3600.0

    max_picture_px: int = 1920 * 1088
    """Width times height of a received picture."""

    max_transform_failures: int = 90
    """In a row; then the session ends."""

    transform_deadline_seconds: float = 5.0
    """For the transforms of one picture or one block of sound; then they count as hung."""

    max_chain_length: int = 8
    """Transforms one after another."""

    max_messages_per_second: float = 50.0
    """From the peer, on the average; twice as many at once. More are dropped."""

    max_message_bytes: int = 16 * 1024
    """A longer one from the peer is dropped."""
