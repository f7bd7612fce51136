"""What a service manager and a load balancer are told."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from django.db import OperationalError, connections
from django.http import HttpResponse
from django.test import AsyncClient
from pytest_django import Settings

from djinar.sessions.tally import Tally
from djinar.views import health

pytestmark = [pytest.mark.urls("tests.site.urls"), pytest.mark.django_db]


@dataclass
class FakeBackend:
    is_stopping: bool = False
    sessions: int = 0
    answers: asyncio.Event = field(default_factory=asyncio.Event)

    async def tally(self) -> Tally:
        await self.answers.wait()
        tally = Tally(places=2)
        tally.states["live"] = self.sessions
        return tally


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> FakeBackend:
    settings.ALLOWED_HOSTS = ["testserver"]
    backend = FakeBackend()
    backend.answers.set()
    monkeypatch.setattr("djinar.views.health.get_backend", lambda: backend)
    return backend


async def asked(path: str) -> tuple[int, str]:
    response = cast(HttpResponse, await AsyncClient().get(path))
    assert response["Cache-Control"] == "no-store"
    return response.status_code, json.loads(response.content)["state"]


async def test_a_server_is_alive_and_ready(backend: FakeBackend) -> None:
    assert [await asked("/healthz"), await asked("/readyz")] == [(200, "ok"), (200, "ok")]


async def test_a_server_that_stops_is_alive_but_takes_no_visitors(backend: FakeBackend) -> None:
    backend.is_stopping = True

    assert [await asked("/healthz"), await asked("/readyz")] == [(200, "ok"), (503, "stopping")]


async def test_a_server_whose_media_loop_hangs_is_not_alive(
    backend: FakeBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_MEDIA_LOOP_SECONDS", 0.05)
    backend.answers.clear()

    assert await asked("/healthz") == (503, "media-loop-blocked")


async def test_a_full_server_has_pages_to_show_unless_it_is_one_of_a_fleet(backend: FakeBackend) -> None:
    backend.sessions = 2

    assert [await asked("/readyz"), await asked("/fleet-readyz")] == [(200, "ok"), (503, "full")]


async def test_a_server_without_its_database_takes_no_visitors(
    backend: FakeBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: Any) -> None:
        raise OperationalError("no such host: db.internal")

    monkeypatch.setattr(type(connections["default"]), "cursor", refuse)

    assert [await asked("/healthz"), await asked("/readyz")] == [(200, "ok"), (503, "database")]


async def test_probes_tell_nothing_but_the_state(backend: FakeBackend) -> None:
    response = cast(HttpResponse, await AsyncClient().get("/readyz"))

    assert json.loads(response.content) == {"state": "ok"}
