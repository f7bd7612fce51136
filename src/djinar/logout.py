"""Whoever logs out ends all of their sessions."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth.signals import user_logged_out
from django.db import Error, OperationalError, router, transaction
from django.dispatch import receiver

from djinar.accounts import user_key
from djinar.conf import get_settings, running_backend
from djinar.models import StreamSession
from djinar.sessions.reasons import EndReason

logger = logging.getLogger(__name__)

_LONGEST_SECONDS = 2.0
"""A media loop that a stream blocks keeps nobody from logging out."""


@receiver(user_logged_out)
async def end_sessions(user: Any, **_: Any) -> None:
    """Those of this process at once, those of others in some two seconds, by their rows."""
    if getattr(user, "pk", None) is None:
        return  # nobody, or one who was just deleted, which the guard notices
    user_id = str(user.pk)
    try:
        async with asyncio.timeout(_LONGEST_SECONDS):
            await _end_here(user_id)
    except TimeoutError:
        logger.error("The media loop is blocked: who logs out stays on the streams of this process.")
    key = user_key(user_id)  # none for a user of whom the database does not know, as some middleware make them
    if key is not None and get_settings().record_sessions:
        await sync_to_async(_request_end)(key)


async def _end_here(user_id: str) -> None:
    if backend := running_backend():
        for snapshot in await backend.snapshots():
            if snapshot.owner.user_id == user_id:
                await backend.end(snapshot.record_id, EndReason.NOT_ALLOWED)


def _request_end(key: Any) -> None:
    try:
        try:
            _update(key)
        except OperationalError:  # two writers may lock each other out, and the other is the process with the sessions
            _update(key)
    except Error as error:
        logger.error("Who logs out stays on streams of other processes (%s). Has manage.py migrate been run?", error)


def _update(key: Any) -> None:
    # Its failure must not undo the rest of the request, where that is one transaction.
    with transaction.atomic(using=router.db_for_write(StreamSession)):
        StreamSession.objects.filter(user=key).request_end(EndReason.NOT_ALLOWED)
