"""Sessions that run when somebody may not use them any more, and those that go on."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import OperationalError
from django.test import AsyncClient
from pytest_django import Settings

from djinar.conf import get_backend
from djinar.metrics import OFFERS
from djinar.sessions.reasons import EndReason
from djinar.sessions.snapshot import Snapshot
from djinar.tokens import make_token
from djinar.views import RepeatedRequest
from tests.integration.permissions.conftest import Visit
from tests.integration.permissions.site import Watched

pytestmark = pytest.mark.django_db(transaction=True)  # it is asked on threads of their own

SECONDS = 4
"""Within which a session ends."""


@asynccontextmanager
async def soon() -> AsyncIterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < SECONDS


@pytest.fixture
async def ada() -> User:
    """Who may do what the doors ask for, by way of a group."""
    group = await Group.objects.acreate(name="crew")
    await group.permissions.aadd(await Permission.objects.aget(codename="view_user"))
    user = await User.objects.acreate_user("ada", password="first")  # noqa: S106
    await user.groups.aadd(group)
    return user


async def asked(watched: type[Watched], times: int) -> None:
    """Wait until the stream was asked so many times more."""
    wanted = len(watched.asked) + times
    async with asyncio.timeout(20):
        while len(watched.asked) < wanted:  # noqa: ASYNC110 - it is asked on a thread that tells nobody
            await asyncio.sleep(0.05)


async def running(count: int) -> list[Snapshot]:
    """The sessions that run; once, since one that is about to end would be gone already."""
    snapshots = await get_backend().snapshots()
    assert len(snapshots) == count
    return snapshots


async def logs_out(client: AsyncClient, user: User) -> None:
    await client.post("/logout")


async def logs_out_of_an_async_view(client: AsyncClient, user: User) -> None:
    await client.post("/leave")


async def is_deactivated(client: AsyncClient, user: User) -> None:
    await User.objects.filter(pk=user.pk).aupdate(is_active=False)


async def is_deleted(client: AsyncClient, user: User) -> None:
    await User.objects.filter(pk=user.pk).adelete()


async def changes_the_password(client: AsyncClient, user: User) -> None:
    user.set_password("second")
    await user.asave()


async def leaves_the_group(client: AsyncClient, user: User) -> None:
    await user.groups.aclear()


async def is_renamed(client: AsyncClient, user: User) -> None:
    await User.objects.filter(pk=user.pk).aupdate(username="bob")


Change = Callable[[AsyncClient, User], Coroutine[Any, Any, None]]


@pytest.mark.parametrize(
    "change", [logs_out, logs_out_of_an_async_view, is_deactivated, is_deleted, changes_the_password]
)
async def test_a_session_ends_within_seconds_when_its_user(visit: Visit, ada: User, change: Change) -> None:
    client, peer = await visit("/open", ada)

    async with soon():
        await change(client, ada)
        reason = await peer.ended()

    assert reason == EndReason.NOT_ALLOWED


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("/staff", leaves_the_group),
        ("/decorated", leaves_the_group),
        ("/room?room=crew", leaves_the_group),
        ("/named/a", is_renamed),
        ("/de/translated", leaves_the_group),
    ],
    ids=["a mixin", "a decorator", "the stream", "a test", "a view with a translated address"],
)
async def test_a_session_ends_within_seconds_when_it_is_not_let_in_any_more_by(
    visit: Visit, ada: User, path: str, change: Change
) -> None:
    client, peer = await visit(path, ada)

    async with soon():
        await change(client, ada)
        reason = await peer.ended()

    assert reason == EndReason.NOT_ALLOWED


async def test_a_session_of_nobody_ends_when_the_stream_says_so(visit: Visit, watched: type[Watched]) -> None:
    _, peer = await visit("/watched")

    async with soon():
        watched.answers = staticmethod(lambda: False)
        reason = await peer.ended()

    assert reason == EndReason.NOT_ALLOWED


@pytest.mark.usefixtures("often")
async def test_sessions_go_on_while_nothing_changes(visit: Visit, ada: User, watched: type[Watched]) -> None:
    for path in ("/members", "/staff", "/decorated", "/room?room=crew", "/named/a", "/de/translated"):
        await visit(path, ada)
    await visit("/watched")

    await asked(watched, times=3)

    assert await running(7)


@pytest.mark.usefixtures("often")
async def test_nobody_elses_session_ends_when_a_user_logs_out(visit: Visit, ada: User, watched: type[Watched]) -> None:
    client, peer = await visit("/open", ada)
    bob = await User.objects.acreate(username="bob")
    await visit("/watched", bob)
    await visit("/watched")

    await client.post("/logout")
    await peer.ended()
    await asked(watched, times=4)

    assert {snapshot.owner.user_id for snapshot in await running(2)} == {str(bob.pk), None}


async def test_who_logs_out_ends_their_sessions_of_every_browser(visit: Visit, ada: User) -> None:
    client, _ = await visit("/open", ada)
    _, other = await visit("/open", ada)

    async with soon():
        await client.post("/logout")

        assert await other.ended() == EndReason.NOT_ALLOWED


@pytest.mark.usefixtures("often")
async def test_a_rule_is_asked_again_with_the_same_address_and_the_user_of_now(
    visit: Visit, ada: User, watched: type[Watched]
) -> None:
    await visit("/watched?room=crew&seat=2", ada, headers={"X-Invitation": "once", "X-Forwarded-For": "192.0.2.7"})

    await User.objects.filter(pk=ada.pk).aupdate(last_name="Lovelace")
    await asked(watched, times=2)

    again = watched.asked[-1]
    assert isinstance(again, RepeatedRequest)
    assert (again.method, again.get_host()) == ("POST", "testserver")
    assert again.get_full_path() == "/watched?room=crew&seat=2"
    assert (again.GET["seat"], again.META["REMOTE_ADDR"]) == ("2", "192.0.2.7")
    assert again.user == ada
    assert again.user.get_full_name() == "Lovelace"
    assert (again.COOKIES, again.headers.get("X-Invitation"), hasattr(again, "session")) == ({}, None, False)


@pytest.mark.usefixtures("often")
async def test_a_rule_is_asked_again_by_the_same_scheme_and_port(visit: Visit, watched: type[Watched]) -> None:
    await visit("/watched", secure=True)

    await asked(watched, times=2)

    first, again = watched.asked[0], watched.asked[-1]
    assert isinstance(again, RepeatedRequest)
    assert again.is_secure()
    assert again.get_port() == first.get_port()
    assert again.build_absolute_uri() == "https://testserver/watched"


@pytest.mark.usefixtures("often")
async def test_a_session_goes_on_where_a_middleware_chose_a_module_of_urls(
    visit: Visit, watched: type[Watched], settings: Settings
) -> None:
    settings.ROOT_URLCONF = "djinar.urls"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.integration.permissions.site.these_urls"]
    await visit("/watched")

    await asked(watched, times=3)

    assert await running(1)


async def test_a_session_ends_with_its_user_while_the_rule_of_another_stream_hangs(
    visit: Visit, ada: User, watched: type[Watched]
) -> None:
    returns = threading.Event()
    _, peer = await visit("/open", ada)
    await visit("/watched")
    watched.answers = staticmethod(lambda: returns.wait(60))
    await asked(watched, times=1)

    try:
        async with soon():
            await User.objects.filter(pk=ada.pk).aupdate(is_active=False)
            reason = await peer.ended()
    finally:
        returns.set()

    assert reason == EndReason.NOT_ALLOWED


async def test_a_rule_that_fails_ends_the_session_and_is_logged_once(
    visit: Visit, watched: type[Watched], caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> bool:
        raise SystemExit("This rule fails.")

    _, peer = await visit("/watched")

    async with soon():
        watched.answers = staticmethod(fail)
        reason = await peer.ended()

    assert reason == EndReason.NOT_ALLOWED
    assert [str(record.exc_info[1]) for record in caplog.records if record.exc_info] == ["This rule fails."]


async def test_a_session_ends_where_nobody_can_be_asked_and_the_log_says_why(
    visit: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    _, peer = await visit("/rooms/blue")

    async with soon():
        reason = await peer.ended()

    assert reason == EndReason.NOT_ALLOWED
    (error,) = (record.exc_info[1] for record in caplog.records if record.exc_info)
    assert "of_any_room" in str(error)
    assert "blue" not in caplog.text


@pytest.mark.usefixtures("often")
async def test_database_trouble_ends_no_session_and_is_logged_once(
    visit: Visit, watched: type[Watched], caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> bool:
        raise OperationalError("no route to host")

    await visit("/watched")

    watched.answers = staticmethod(fail)
    await asked(watched, times=3)

    assert await running(1)
    (record,) = (record for record in caplog.records if record.name == "djinar.guard")
    assert "no route to host" in record.message


@pytest.mark.usefixtures("often")
async def test_a_session_outlives_its_token_and_ends_with_its_user(
    visit: Visit, ada: User, watched: type[Watched]
) -> None:
    token = make_token(watched, ada, lifetime_seconds=1)
    _, peer = await visit("/watched", headers={"Authorization": f"Bearer {token}"})
    await asked(watched, times=3)
    assert await running(1)

    async with soon():
        await User.objects.filter(pk=ada.pk).aupdate(is_active=False)
        reason = await peer.ended()

    assert reason == EndReason.NOT_ALLOWED


@pytest.mark.usefixtures("often")
async def test_asking_again_counts_as_no_offer(visit: Visit, watched: type[Watched]) -> None:
    def answered() -> float:
        return float(OFFERS.labels("answered")._value.get())  # noqa: SLF001

    await visit("/watched")
    before = answered()

    await asked(watched, times=2)

    assert answered() == before
