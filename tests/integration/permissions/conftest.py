from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack
from typing import Any, Protocol

import pytest
from django.contrib.auth.models import User
from django.test import AsyncClient
from pytest_django import Settings

from djinar import guard
from tests.integration.peers.light_peer import LightPeer
from tests.integration.permissions.site import Watched


class Visit(Protocol):
    def __call__(
        self, path: str, user: User | None = None, **more: Any
    ) -> Awaitable[tuple[AsyncClient, LightPeer]]: ...


@pytest.fixture(autouse=True)
def here(settings: Settings) -> None:
    """Sessions run in this process, whatever else the site records."""
    settings.DJINAR = {
        "ALLOW_LOOPBACK": True,
        "RECORD_SESSIONS": False,
        "DRAIN_SECONDS": 0,
        "MAX_SESSIONS_PER_USER": 8,
        "TRUSTED_PROXY_COUNT": 1,
    }
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.middleware.locale.LocaleMiddleware"]
    settings.ROOT_URLCONF = "tests.integration.permissions.site"


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked again five times a second."""
    monkeypatch.setattr(guard, "_EVERY_SECONDS", 0.2)


@pytest.fixture
def watched() -> type[Watched]:
    Watched.asked, Watched.answers = [], staticmethod(lambda: True)
    return Watched


@pytest.fixture
async def visit() -> AsyncIterator[Visit]:
    """Opens a stream as a browser that is logged in does; its peer is connected."""
    async with AsyncExitStack() as peers:

        async def visit(path: str, user: User | None = None, **more: Any) -> tuple[AsyncClient, LightPeer]:
            client = AsyncClient()
            if user:
                await client.aforce_login(user)
            peer = await peers.enter_async_context(LightPeer(None))
            offer = {"sdp": await peer.offer(), "type": "offer"}
            response = await client.post(path, json.dumps(offer), content_type="application/json", **more)
            assert response.status_code == 200, response.content
            await peer.accept(response.json()["sdp"])
            return client, peer

        yield visit
