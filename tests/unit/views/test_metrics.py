"""Who may read the metrics, and what they hold before the first stream."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import AsyncClient, Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from tests.unit.views.offering import FakeBackend, post

SCRAPER = "what only it can know"

pytestmark = pytest.mark.urls("tests.site.urls")


@pytest.fixture(autouse=True)
def site(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.DJINAR = {"ALLOW_LOOPBACK": True, "METRICS_TOKEN": SCRAPER, "MAX_SESSIONS": 7}


def scraped(**headers: str) -> dict[tuple[str, ...], float]:
    """Each sample by its name and its labels' values."""
    response = Client().get("/metrics", headers={"Authorization": f"Bearer {SCRAPER}", **headers})
    assert response.status_code == 200
    families = text_string_to_metric_families(response.content.decode())
    return {(sample.name, *sample.labels.values()): sample.value for family in families for sample in family.samples}


@pytest.mark.parametrize(
    "sent", ["", "Bearer", "Bearer wrong", f"Basic {SCRAPER}", f"Bearer {SCRAPER}x", "Bearer \u00e9"]
)
def test_a_stranger_learns_nothing(sent: str) -> None:
    response = Client().get("/metrics", headers={"Authorization": sent} if sent else {})

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert b"djinar" not in response.content


def test_no_token_lets_anybody_in_where_none_is_set(settings: Settings) -> None:
    settings.DJINAR = {}

    assert Client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 401


@pytest.mark.django_db
def test_a_user_needs_the_permission() -> None:
    ada = User.objects.create_user("ada")
    root = User.objects.create_superuser("root")
    client = Client()

    statuses = []
    for user in (ada, root):
        client.force_login(user)
        statuses.append(client.get("/metrics").status_code)

    assert statuses == [403, 200]


def test_before_the_first_stream_everything_is_there_and_nothing_is_counted() -> None:
    found = scraped()

    assert found["djinar_session_places",] == 7
    assert found["djinar_sessions", "live"] == 0
    assert found["djinar_sessions_ended_total", "peer-closed"] == 0
    assert found["djinar_frame_age_seconds_bucket", "+Inf"] == 0
    assert found["process_cpu_seconds_total",] > 0


def test_a_scraper_gets_the_format_that_it_asks_for() -> None:
    response = Client().get(
        "/metrics",
        headers={"Authorization": f"Bearer {SCRAPER}", "Accept": "application/openmetrics-text; version=1.0.0"},
    )

    assert response["Content-Type"].startswith("application/openmetrics-text; version=1.0.0")
    assert response.content.endswith(b"# EOF\n")


async def test_offers_are_counted_by_what_became_of_them(backend: FakeBackend) -> None:
    headers = {"Authorization": f"Bearer {SCRAPER}"}

    async def offers(result: str) -> float:
        text = (await AsyncClient().get("/metrics", headers=headers)).content.decode()
        line = next(
            (line for line in text.splitlines() if line.startswith(f'djinar_offers_total{{result="{result}"')), "0"
        )
        return float(line.split()[-1])

    before = [await offers(result) for result in ("answered", "not-json", "invalid-offer")]
    await post()
    await post("[]")
    await post({"type": "offer", "sdp": "v=0 <script>"})
    after = [await offers(result) for result in ("answered", "not-json", "invalid-offer")]

    assert [now - then for then, now in zip(before, after, strict=True)] == [1, 1, 1]
