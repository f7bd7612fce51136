"""What an application may listen to: the life of sessions.

Each is sent with the class of the stream as ``sender`` and a ``djinar.sessions.snapshot.Snapshot`` as ``snapshot``, one
after another, from a task of their own: a receiver may be slow, plain or a coroutine, and may use the ORM. What it
raises is logged and harms nobody. What is being sent when the server stops is sent once more, in case it got nowhere;
a process that is killed sends nothing any more.
"""

from __future__ import annotations

from django.dispatch import Signal

session_started = Signal()
"""The peer is connected."""

session_ended = Signal()
"""The session is over, whether a peer ever connected or not: ``snapshot.reason`` says why."""

transform_failed = Signal()
"""With ``transform``, its name, and ``why``. Every two seconds at most of each session."""
