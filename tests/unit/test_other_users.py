"""Somebody else, who even knows the ids of a session, cannot read, change, watch or end it by any URL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import Permission, User
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from pytest_django import Settings as DjangoSettings

from djinar.backends.request import SessionRequest
from djinar.conf import get_backend
from djinar.models import SessionPicture, StreamSession
from djinar.sdp import Offer
from djinar.sessions.owner import Owner
from streams import Studio
from tests.unit.views.offering import SDP

ADDRESS = "203.0.113.99"
FIGURES = {
    "frames_in": 483_920_175,
    "bytes_in": 719_283_645,
    "round_trip_ms": 7317.25,
    "worker": "host-of-the-first:4711",
}
PICTURE = b"\xff\xd8 the picture of the first one \xff\xd9"
METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
OF_DJINAR = {
    "/": "the page, for everybody here",
    "/offer": "a session of one's own",
    "/voice/": "another page",
    "/voice/offer": "and its sessions",
    "/healthz": "the state of the process",
    "/readyz": "the same",
    "/metrics": "for those with the permission",
    "/admin/djinar/streamsession/": "for those with the permission, as all below it",
    "/admin/djinar/streamsession/live/": "",
    "/admin/djinar/streamsession/<uuid:key>/end/": "",
    "/admin/djinar/streamsession/<uuid:key>/look/": "",
    "/admin/djinar/streamsession/<uuid:key>/picture/": "",
    "/admin/djinar/streamsession/add/": "",
    "/admin/djinar/streamsession/<path:object_id>/history/": "",
    "/admin/djinar/streamsession/<path:object_id>/delete/": "",
    "/admin/djinar/streamsession/<path:object_id>/change/": "",
    "/admin/djinar/streamsession/<path:object_id>/": "",
}
"""What each is for. Whoever adds one says here why it tells nobody of the sessions of others."""


def routes(resolver: URLResolver, root: str = "/") -> Iterator[tuple[str, str]]:
    """Every URL of the site, with the module of its view."""
    for entry in resolver.url_patterns:
        route = root + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route, entry.callback.__module__
        else:
            yield from routes(entry, route)


def test_every_url_of_djinar_was_considered() -> None:
    found = {
        route
        for route, module in routes(get_resolver())
        if module.startswith("djinar.") or route.startswith("/admin/djinar/")
    }

    assert found == OF_DJINAR.keys()


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """The session of the first user, which is live, and its row."""

    session_id: str
    row: StreamSession

    @property
    def ids(self) -> tuple[str, ...]:
        return self.session_id, str(self.row.pk), self.row.pk.hex

    @property
    def facts(self) -> tuple[bytes, ...]:
        """However an answer may write them."""
        written = [ADDRESS, "first-one", *map(str, FIGURES.values()), *(f"{number:,}" for number in (483_920_175,))]
        return (*(fact.encode() for fact in written), PICTURE)

    def state(self) -> Any:
        row = StreamSession.objects.filter(pk=self.row.pk).values()
        pictures = SessionPicture.objects.values()
        live = [snapshot.record_id for snapshot in async_to_sync(get_backend().snapshots)()]
        return list(row), list(pictures), self.row.pk in live


@pytest.fixture
def first(db: None, settings: DjangoSettings) -> First:
    settings.DJINAR = {"ALLOW_LOOPBACK": True, "RECORD_SESSIONS": False, "HANDSHAKE_TIMEOUT_SECONDS": 600}
    owner = Owner(user_id=str(User.objects.create_user("first-one").pk), address=ADDRESS)  # whom nobody asks for again
    asked = SessionRequest(stream=Studio, offer=Offer.parse(SDP), owner=owner)
    opened = async_to_sync(get_backend().open)(asked)
    (snapshot,) = async_to_sync(get_backend().snapshots)()
    row = StreamSession.of(snapshot)
    for name, value in FIGURES.items():
        setattr(row, name, value)
    row.save()
    SessionPicture.objects.create(session=row, jpeg=PICTURE, asked_at=timezone.now(), taken_at=timezone.now())
    return First(session_id=opened.id, row=row)


def somebody(who: str) -> User | None:
    if who == "nobody":
        return None
    user = User.objects.create_user("second-one", is_staff=who != "user")
    if who == "staff of other things":
        user.user_permissions.set(Permission.objects.exclude(content_type__app_label="djinar"))
    return user


def logged_in(user: User | None) -> Client:
    client = Client(REMOTE_ADDR="192.0.2.1", raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


def urls(first: First) -> Iterator[tuple[str, bool]]:
    """With each id in each place that an URL has for one; whether there is any."""
    for route in OF_DJINAR:
        keyed = route.replace("<uuid:key>", str(first.row.pk))
        for id_ in first.ids[:2]:
            url = keyed.replace("<path:object_id>", id_)
            assert "<" not in url, "a place for something that this test does not know"
            yield url, "<" in route
            if url == keyed:
                break


def answers(client: Client, url: str, first: First) -> Iterator[tuple[HttpResponse, str]]:
    """With the ids wherever a request has room for them."""
    named = {"session": first.session_id, "record": str(first.row.pk), "id": str(first.row.pk)}
    for method in METHODS:
        if method in ("get", "head", "options"):
            yield getattr(client, method)(url), f"{method} {url}"
        else:
            body = json.dumps(named)
            yield client.generic(method.upper(), url, body, content_type="application/json"), f"{method} {url}"  # type: ignore[misc]  # a response
    for action in ("end_selected", "delete_selected"):
        form = {**named, "action": action, "_selected_action": str(first.row.pk), "post": "yes"}
        yield client.post(url, form), f"{action} at {url}"  # type: ignore[misc]  # a response


@pytest.mark.parametrize("who", ["nobody", "user", "staff", "staff of other things"])
def test_nothing_of_a_session_is_told_to_others_and_nothing_changes(first: First, who: str) -> None:
    user = somebody(who)
    before = first.state()

    for url, names_ids in urls(first):
        client = logged_in(user)
        for response, what in answers(client, url, first):
            told = response.content + repr(response.headers).encode()
            assert response.status_code < 500, what
            assert not [fact for fact in first.facts if fact in told], what
            assert names_ids or not [id_ for id_ in first.ids if id_.encode() in response.content], what
            assert first.state() == before, what
