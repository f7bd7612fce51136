"""Posts offers to the views of the tests' site; the sessions are a fake's."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import AsyncClient

from djinar.backends.request import SessionRequest
from djinar.sdp import Answer
from djinar.sessions.hub import OpenedSession

SDP = (Path(__file__).parents[2] / "corpus" / "offers" / "chromium.sdp").read_bytes().decode()
OFFER = {"sdp": SDP, "type": "offer"}


@dataclass
class FakeBackend:
    """Opens nothing, but remembers what it was asked for."""

    error: Exception | None = None
    asked: list[SessionRequest] = field(default_factory=list)

    async def open(self, request: SessionRequest) -> OpenedSession:
        self.asked.append(request)
        if self.error:
            raise self.error
        return OpenedSession(id="Zm9v", answer=Answer(sdp="v=0\r\n"))

    def stop(self) -> None: ...


async def post(body: object = OFFER, path: str = "/quiet", *, user: User | None = None, **more: Any) -> HttpResponse:
    client = AsyncClient(enforce_csrf_checks=True)
    if user:
        await client.aforce_login(user)
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return cast(HttpResponse, await client.post(path, text, **{"content_type": "application/json", **more}))


def refusal(response: HttpResponse) -> tuple[int, str]:
    """Status and code, of a problem document that is complete."""
    document = json.loads(response.content)
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    assert document.keys() >= {"type", "title", "status", "code", "detail"}
    assert document["status"] == response.status_code
    return response.status_code, document["code"]
