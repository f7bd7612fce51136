"""The errors of djinar.

.. code-block:: text

    DjinarError
     ├─ ConfigurationError        a setting or a stream class is wrong
     ├─ OfferError                the offer breaks a rule of SDP, or one of ours
     │   └─ UnsupportedOffer      a valid offer that no stream takes
     ├─ TransformError
     │   ├─ ChoiceError           what a peer chose of a stream's transforms
     │   │   ├─ UnknownTransform  the stream does not offer it
     │   │   ├─ ChainTooLong      more transforms one after another than the server allows
     │   │   └─ OptionError       an option is unknown, of a wrong type or out of its range
     │   ├─ InvalidImage          a transform returned something that is no picture
     │   └─ InvalidSound          a transform returned something that is no sound
     ├─ InvalidToken              it opens nothing, or not this, or not any more
     ├─ Refused                   not now; ``retry_after_seconds`` says when to come again
     │   ├─ TooManyOffers         of one user or one address in a minute
     │   ├─ TooManySessions       of one user or one address at once
     │   ├─ ServerFull
     │   ├─ ServerBusy           with the offers of others
     │   └─ ServerStopping
     ├─ NoChannel                 there is no open data channel to send on
     └─ EngineError               the WebRTC engine failed
"""

from __future__ import annotations

from collections.abc import Sequence


class DjinarError(Exception):
    """The root of the tree. A refusal's text is shown to the peer: it tells nothing of the server's inside."""


class ConfigurationError(DjinarError):
    pass


class OfferError(DjinarError):
    pass


class UnsupportedOffer(OfferError):
    pass


class TransformError(DjinarError):
    pass


class ChoiceError(TransformError):
    kind = "video"
    """Of the transforms that were chosen from: this or "audio"."""

    index: int | None = None
    """Of the transform in its chain; none where it is about all of them."""

    @property
    def facts(self) -> dict[str, object]:
        """For the peer, beside the text."""
        return {"kind": self.kind} | ({} if self.index is None else {"index": self.index})


class UnknownTransform(ChoiceError):
    def __init__(self, name: str, allowed: Sequence[str]) -> None:
        super().__init__(f"There is no transform {name[:64]!r} here. Allowed are: {', '.join(allowed) or 'nothing'}.")
        self.name = name
        self.allowed = tuple(allowed)

    @property
    def facts(self) -> dict[str, object]:
        return super().facts | {"allowed": list(self.allowed)}


class ChainTooLong(ChoiceError):
    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"A chain may have {limit} transforms at most, not {length}.")
        self.limit = limit


class OptionError(ChoiceError):
    def __init__(self, option: str, reason: str) -> None:
        super().__init__(f"Option {option[:64]!r} {reason}.")
        self.option = option
        self.reason = reason

    @property
    def facts(self) -> dict[str, object]:
        return super().facts | {"option": self.option[:64]}


class InvalidImage(TransformError):
    pass


class InvalidSound(TransformError):
    pass


class InvalidToken(DjinarError):
    def __init__(self) -> None:
        super().__init__("The token does not open this stream, or does not any more.")


class Refused(DjinarError):
    retry_after_seconds: float = 5


class TooManyOffers(Refused):
    def __init__(self, limit: int, retry_after_seconds: float) -> None:
        super().__init__(f"{limit} offers in a minute are as many as may be.")
        self.limit = limit
        self.retry_after_seconds = retry_after_seconds


class TooManySessions(Refused):
    def __init__(self, limit: int, whose: str) -> None:
        super().__init__(f"{limit} sessions of {whose} at once are as many as may be.")
        self.limit = limit


class ServerFull(Refused):
    def __init__(self, limit: int) -> None:
        super().__init__(f"All {limit} places are taken.")
        self.limit = limit


class ServerBusy(Refused):
    retry_after_seconds = 1

    def __init__(self, limit: float) -> None:
        super().__init__(f"{limit:g} new sessions a second are as many as may be.")
        self.limit = limit


class ServerStopping(Refused):
    def __init__(self) -> None:
        super().__init__("The server is shutting down.")


class NoChannel(DjinarError):
    pass


class EngineError(DjinarError):
    pass
