"""The site behind nginx, as its visitors see it."""

from __future__ import annotations

import asyncio
import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.deployment.site import HOST, METRICS_TOKEN, Answer, Site
from tests.integration.peers.light_peer import LightPeer

WAIT_SECONDS = 20
HOME = {"Origin": f"https://{HOST}", "Content-Type": "application/json"}


async def offer(site: Site, sdp: str, **headers: str) -> Answer:
    body = json.dumps({"sdp": sdp, "type": "offer"}).encode()
    return await asyncio.to_thread(site.ask, "/offer", body, HOME | headers)


async def test_a_session_is_agreed_through_nginx_and_streams_past_it(site: Site) -> None:
    async with LightPeer() as peer:
        answer = await offer(site, await peer.offer())
        await peer.accept(json.loads(answer.body)["sdp"])

        pictures = [await peer.picture() for _ in range(3)]

    assert answer.status == 200
    assert len(pictures) == 3


@pytest.mark.parametrize("origin", [f"http://{HOST}", "https://elsewhere.example.org", "null"])
async def test_no_other_page_may_offer(site: Site, origin: str) -> None:
    refused = await offer(site, "", Origin=origin)

    assert (refused.status, json.loads(refused.body)["code"]) == (403, "cross-site")


def test_who_comes_by_http_is_sent_to_https(site: Site) -> None:
    answer = site.ask("/voice/?a=1", tls=False)

    assert answer.status == 301
    assert answer.headers["Location"] == f"https://{HOST}/voice/?a=1"


def test_the_page_comes_by_https_and_asks_to_stay_there(site: Site) -> None:
    answer = site.ask("/")

    assert answer.status == 200
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_static_files_are_kept_for_as_long_as_their_name_says_what_is_in_them(site: Site) -> None:
    script = re.search(rb'/(static/djinar/[\w-]+\.[0-9a-f]{12}\.js)"', site.ask("/").body)
    assert script

    answer = site.ask(f"/{script[1].decode()}")
    unhashed = site.ask("/static/djinar/stream-element.js")

    assert (answer.status, unhashed.status) == (200, 200)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "application/javascript"
    assert unhashed.headers["Cache-Control"] == "no-cache"


def test_only_the_scraper_reads_the_metrics(site: Site) -> None:
    stranger = site.ask("/metrics")
    scraper = site.ask("/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"})

    assert stranger.status == 401
    assert scraper.status == 200
    assert b"djinar_sessions" in scraper.body


@pytest.mark.parametrize(("size_bytes", "says"), [(100_000, b"too-large"), (200_000, b"nginx")])
def test_nothing_larger_than_an_offer_is_taken_in(site: Site, size_bytes: int, says: bytes) -> None:
    answer = site.ask("/offer", b"x" * size_bytes, HOME)

    assert answer.status == 413
    assert says in answer.body


async def test_a_visitor_cannot_say_to_be_at_another_address(site: Site) -> None:
    forged = {"X-Forwarded-For": "203.0.113.5", "X-Real-IP": "203.0.113.5", "Forwarded": "for=203.0.113.5"}
    async with LightPeer() as peer:
        answer = await offer(site, await peer.offer(), **forged)
        await peer.accept(json.loads(answer.body)["sdp"])
        await peer.picture()

        async with asyncio.timeout(WAIT_SECONDS):
            while not (addresses := await asyncio.to_thread(site.addresses_of_live_sessions)):  # noqa: ASYNC110
                await asyncio.sleep(0.1)  # nobody tells when another process has written

    assert addresses == ["127.0.0.1"]


def test_who_offers_too_fast_is_stopped_before_django(site: Site) -> None:
    with ThreadPoolExecutor(max_workers=40) as visitors:
        answers = list(visitors.map(lambda _: site.ask("/offer", b"{}", HOME), range(40)))

    assert any(answer.status == 429 and b"nginx" in answer.body for answer in answers)
