from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.test import Client

from djinar.models import StreamSession
from tests.unit.records.made import snapshot

LIST = "/admin/djinar/streamsession/"


def made(state: str = "live", **more: Any) -> StreamSession:
    """A row; what a snapshot has no name for is set on the row itself."""
    fields = {name: more.pop(name) for name in list(more) if hasattr(StreamSession, name) and name not in _OF_SNAPSHOT}
    row = StreamSession.of(snapshot(state, **more))  # type: ignore[arg-type]  # lost as well
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


_OF_SNAPSHOT = ("stream", "reason", "detail", "opened_at", "video_chain", "audio_chain")


@pytest.fixture(autouse=True)
def long_since_lost_were_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admin.site.get_model_admin(StreamSession), "_lost_marked_at", -math.inf)


@pytest.fixture
def log_in(db: None) -> Callable[..., Client]:
    """A browser of somebody who may enter the admin and do this: ``log_in("view", "end")``."""

    def log_in(*may: str) -> Client:
        user = User.objects.create_user("-".join(("operator", *may)), is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=[f"{do}_streamsession" for do in may]))
        client = Client()
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def operator(log_in: Callable[..., Client]) -> Client:
    return log_in("view", "delete", "end", "watch")
