"""Why a session ended."""

from __future__ import annotations

from enum import StrEnum


class EndReason(StrEnum):
    """Logged, and told to the peer when there still is one."""

    sentence: str

    def __new__(cls, value: str, sentence: str) -> EndReason:
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        return member

    HANDSHAKE_TIMEOUT = "handshake-timeout", "The peer never connected."
    IDLE_TIMEOUT = "idle-timeout", "Nothing was received for too long: neither media nor a message."
    TIME_LIMIT = "time-limit", "The longest duration of a session is reached."
    PEER_CLOSED = "peer-closed", "The peer closed the connection."
    PEER_LOST = "peer-lost", "The peer is not heard of any more."
    PICTURE_TOO_LARGE = "picture-too-large", "The peer sent larger pictures than are allowed."
    BIT_RATE_TOO_HIGH = "bit-rate-too-high", "The peer sent far more bits a second than are allowed."
    MESSAGE_RATE_TOO_HIGH = "message-rate-too-high", "The peer sent far more messages a second than are allowed."
    TRANSFORM_FAILED = "transform-failed", "The transform failed too many times."
    STREAM_ENDED = "stream-ended", "The stream ended the session."
    NOT_ALLOWED = "not-allowed", "Whoever opened the session may not use the stream any more."
    ENDED_BY_OPERATOR = "ended-by-operator", "An operator ended the session."
    ENGINE_FAILED = "engine-failed", "The WebRTC engine failed."
    SERVER_STOPPING = "server-stopping", "The server is shutting down."
