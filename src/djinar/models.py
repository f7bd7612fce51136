"""Sessions as rows, which outlive the process that served them."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.db import connections, models
from django.utils import timezone

from djinar.accounts import user_key
from djinar.sessions.reasons import EndReason
from djinar.sessions.snapshot import Snapshot

LOST_AFTER = timedelta(seconds=30)
"""A process says of each of its sessions every two seconds that it still is there."""
LOOKED_AT_FOR = timedelta(seconds=10)
"""After each time that somebody asked for the picture."""


class StreamSessionQuerySet(models.QuerySet["StreamSession"]):
    def running(self) -> Self:
        """Those that hold a place somewhere, as far as is known."""
        return self.filter(state__in=StreamSession.RUNNING)

    def over(self) -> Self:
        return self.exclude(state__in=StreamSession.RUNNING)

    def request_end(self, reason: EndReason = EndReason.ENDED_BY_OPERATOR) -> int:
        """Have the processes that serve these end them, in some two seconds. How many were running."""
        return self.running().update(end_requested_at=timezone.now(), end_requested_reason=reason.value)

    async def arequest_end(self, reason: EndReason = EndReason.ENDED_BY_OPERATOR) -> int:
        return await self.running().aupdate(end_requested_at=timezone.now(), end_requested_reason=reason.value)

    def mark_lost(self) -> int:
        """Those whose process has not been heard of. One that could not reach the database takes its own back."""
        if lost := self._unheard_of().update(state=StreamSession.State.LOST):
            SessionPicture.objects.forgotten().delete()
        return lost

    async def amark_lost(self) -> int:
        if lost := await self._unheard_of().aupdate(state=StreamSession.State.LOST):
            await SessionPicture.objects.forgotten().adelete()
        return lost

    def _unheard_of(self) -> Self:
        return self.running().filter(seen_at__lt=timezone.now() - LOST_AFTER)

    def write(self, rows: Iterable[StreamSession]) -> None:
        """Each row as it is now, whether there was one or not, in one statement."""
        self.bulk_create(rows, **self._as_they_are())

    async def awrite(self, rows: Iterable[StreamSession]) -> None:
        await self.abulk_create(rows, **self._as_they_are())

    def _as_they_are(self) -> dict[str, Any]:
        named = connections[self.db].features.supports_update_conflicts_with_target  # MySQL finds the key by itself
        return {
            "update_conflicts": True,
            "update_fields": _CHANGING,
            "unique_fields": ["id"] if named else None,
        }


class StreamSession(models.Model):
    """One session, from its answer on. Written by the process that serves it."""

    class State(models.TextChoices):
        OPENING = "opening"
        LIVE = "live"
        ENDED = "ended"
        LOST = "lost"
        """Its process died, and could not say why the session ended."""

    RUNNING = (State.OPENING, State.LIVE)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    stream = models.CharField(max_length=255)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="stream_sessions",
        db_index=False,  # below there is one that has the order too
    )
    address = models.GenericIPAddressField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State)
    reason = models.CharField(max_length=32, blank=True)
    detail = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    connected_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    video_chain = models.JSONField(default=list, blank=True)
    audio_chain = models.JSONField(default=list, blank=True)
    width_px = models.PositiveIntegerField(default=0)
    height_px = models.PositiveIntegerField(default=0)
    frames_in = models.PositiveBigIntegerField(default=0)
    frames_out = models.PositiveBigIntegerField(default=0)
    frames_dropped = models.PositiveBigIntegerField(default=0)
    frames_failed = models.PositiveBigIntegerField(default=0)
    bytes_in = models.PositiveBigIntegerField(default=0)
    bytes_out = models.PositiveBigIntegerField(default=0)
    round_trip_ms = models.FloatField(null=True, blank=True)
    frame_age_ms = models.FloatField(null=True, blank=True)
    transform_ms = models.FloatField(null=True, blank=True)
    worker = models.CharField(max_length=255)
    seen_at = models.DateTimeField()
    end_requested_at = models.DateTimeField(null=True, blank=True)
    end_requested_reason = models.CharField(max_length=32, blank=True)

    objects = StreamSessionQuerySet.as_manager()

    class Meta:
        ordering = ("-opened_at",)
        indexes = (
            models.Index(fields=["-opened_at"], name="djinar_session_opened"),
            models.Index(fields=["state", "-opened_at"], name="djinar_session_state"),
            models.Index(fields=["stream", "-opened_at"], name="djinar_session_stream"),
            models.Index(fields=["reason", "-opened_at"], name="djinar_session_reason"),
            models.Index(fields=["address", "-opened_at"], name="djinar_session_address"),
            models.Index(fields=["user", "-opened_at"], name="djinar_session_user"),
        )
        default_permissions = ("view", "delete")
        permissions = (
            ("end_streamsession", "Can end stream sessions"),
            ("watch_streamsession", "Can look at the pictures of stream sessions"),
        )

    def __str__(self) -> str:
        return f"{self.stream.rpartition('.')[2]}, {self.opened_at:%Y-%m-%d %H:%M}"

    @property
    def is_running(self) -> bool:
        return self.state in self.RUNNING

    @classmethod
    def of(cls, snapshot: Snapshot) -> Self:
        """A row that says what the snapshot does; not saved."""
        return cls(
            id=snapshot.record_id,
            stream=snapshot.stream[:255],
            user_id=user_key(snapshot.owner.user_id),
            address=snapshot.owner.address or None,
            state=snapshot.state,
            reason=snapshot.reason or "",
            detail=snapshot.detail,
            opened_at=snapshot.opened_at,
            connected_at=snapshot.connected_at,
            ended_at=snapshot.ended_at,
            video_chain=list(snapshot.video_chain),
            audio_chain=list(snapshot.audio_chain),
            **asdict(snapshot.figures),
            worker=worker_name(),
            seen_at=timezone.now(),
        )


class SessionPictureQuerySet(models.QuerySet["SessionPicture"]):
    def ask(self, session: StreamSession) -> SessionPicture:
        """Have the process that serves the session take its picture in the seconds to come."""
        self.forgotten().delete()
        return self.update_or_create(session=session, defaults={"asked_at": timezone.now()})[0]

    def looked_at(self) -> Self:
        return self.filter(asked_at__gte=timezone.now() - LOOKED_AT_FOR)

    def forgotten(self) -> Self:
        """To be deleted: nobody looks any more, or the session is over."""
        over = ~models.Q(session__state__in=StreamSession.RUNNING)
        return self.filter(over | models.Q(asked_at__lt=timezone.now() - LOOKED_AT_FOR))


class SessionPicture(models.Model):
    """What a session sends, while somebody looks at it."""

    session = models.OneToOneField(StreamSession, models.CASCADE, primary_key=True, related_name="picture")
    asked_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    jpeg = models.BinaryField(default=b"")
    """Empty when nothing was sent just then."""

    objects = SessionPictureQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Picture of {self.session_id}"

    @property
    def is_recent(self) -> bool:
        """Old ones are shown to nobody: much may have changed."""
        return bool(self.jpeg and self.taken_at and self.taken_at > timezone.now() - LOOKED_AT_FOR)


_SET_ONCE = ("id", "stream", "user", "address", "opened_at", "worker", "end_requested_at", "end_requested_reason")
_CHANGING = [field.name for field in StreamSession._meta.fields if field.name not in _SET_ONCE]  # noqa: SLF001


def worker_name() -> str:
    """Of this process, on its machine."""
    return f"{socket.gethostname()}:{os.getpid()}"
