"""What a test is told when a stream did not do as the test expected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from djinar.exceptions import DjinarError
from djinar.sessions.reasons import EndReason


class StreamReported(DjinarError):
    """The session goes on, but something of it failed: a transform, or the stream's own code.

    The ``__cause__`` is the newest exception that the session logged: what that code raised.
    """

    def __init__(self, report: Mapping[str, Any]) -> None:
        super().__init__(f"{report['code']}: {report['detail']}")
        self.code = str(report["code"])
        self.report = report
        """As the peer was told it: see ``error`` in docs/protocol.md."""


class RequestRefused(DjinarError):
    """The session did not take a transform, a chain or an option; all is as it was."""

    def __init__(self, refusal: Mapping[str, Any]) -> None:
        super().__init__(f"{refusal['code']}: {refusal['detail']}")
        self.code = str(refusal["code"])
        self.refusal = refusal
        """As the peer was told it: see ``error`` in docs/protocol.md."""


class SessionEnded(DjinarError):
    """There is nothing more to wait for."""

    def __init__(self, reason: EndReason, detail: str) -> None:
        super().__init__(f"The session ended: {reason}. {detail}")
        self.reason = reason
        self.detail = detail


class NothingArrived(DjinarError, TimeoutError):
    """The session goes on, but what the test waits for did not come in time."""
