"""Pages that live at another origin than the stream: with a token, without one, and with bad intent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import browser_server
from tests.browser.stage import Stage
from tests.integration.server import DemoServer

OpenStage = Callable[..., Stage]

SDP = (Path(__file__).parents[1] / "corpus" / "offers" / "chromium.sdp").read_bytes().decode()
OFFER = json.dumps({"type": "offer", "sdp": SDP})

# What a form makes of a name and a value, "name=value", is JSON again.
_FORM = """([url, enctype, body]) => {
    const form = Object.assign(document.createElement("form"), { action: url, method: "post", enctype });
    const value = { name: body.replace(/}$/, ', "x": "'), value: '"}' };
    form.append(Object.assign(document.createElement("input"), value));
    document.body.append(form);
    form.submit();
}"""
_FETCH = """([url, mode, type, body]) => {
    const request = { method: "POST", mode, credentials: "include", headers: { "Content-Type": type }, body };
    return fetch(url, request).then(({ type, status }) => `${type} ${status}`, () => "failed");
}"""
_GET = """([url]) => fetch(url, { credentials: "include" }).then(({ status }) => String(status), () => "failed")"""


@pytest.fixture(scope="module")
def members(server: DemoServer) -> Iterator[DemoServer]:
    """A stream for members, which pages of ``server`` may open with a token."""
    with browser_server(TOKEN_ORIGINS=[server.base_url]) as running:
        yield running


def offers_of(server: DemoServer) -> str:
    return f"{server.base_url}/members/offer"


def token_of(server: DemoServer, *, seconds: float = 300) -> str:
    with urlopen(f"{server.base_url}/members/token?seconds={seconds}") as answer:
        token: str = answer.read().decode()
        return token


def elsewhere(open_stage: OpenStage, members: DemoServer, token: str = "") -> Stage:
    """A page of ``server`` whose offers go to ``members``."""
    stage = open_stage(f"/elsewhere/?offers={quote(offers_of(members))}")
    stage.page.locator("djinar-stream").evaluate("(element, token) => element.setAttribute('token', token)", token)
    return stage


def is_refused(stage: Stage, words: str) -> None:
    stage.button("Start").click()
    expect(stage.alert).to_contain_text(words)
    stage.complaints.clear()  # the browser tells of the status, or that it was not told


def test_a_page_of_another_origin_shows_the_stream_with_a_token(open_stage: OpenStage, members: DemoServer) -> None:
    stage = elsewhere(open_stage, members, token_of(members)).start()

    assert stage.picture("after").shape == (480, 640, 3)


def test_a_page_may_fetch_a_token_for_each_start(open_stage: OpenStage, members: DemoServer) -> None:
    stage = elsewhere(open_stage, members)
    stage.page.evaluate(
        """(tokens) => {
            const { connection } = document.querySelector("djinar-stream");
            connection.token = async () => tokens.shift();
        }""",
        [token_of(members), token_of(members), "djinar.one.too.many"],
    )

    stage.start().stop()
    stage.start().stop()

    is_refused(stage, "This page has been open for too long")


def test_a_page_of_another_origin_gets_ice_servers_with_a_token(open_stage: OpenStage, members: DemoServer) -> None:
    stage = elsewhere(open_stage, members)

    servers = stage.page.evaluate(
        """async ([url, token]) => {
            const { getIceServers } = await import("/static/djinar/offer.js");
            return getIceServers(url, AbortSignal.timeout(10_000), token);
        }""",
        [offers_of(members), token_of(members)],
    )

    assert servers == []


def test_an_old_token_starts_nothing(open_stage: OpenStage, members: DemoServer) -> None:
    stage = elsewhere(open_stage, members, token_of(members, seconds=-1))

    is_refused(stage, "This page has been open for too long")


def test_cookies_do_not_help_a_page_of_another_origin(
    open_stage: OpenStage, server: DemoServer, members: DemoServer
) -> None:
    stage = open_stage("/members/", on=members)
    stage.page.goto(f"{members.base_url}/members/enter")
    stage.open("/members/").start().stop()

    stage.page.goto(f"{server.base_url}/elsewhere/?offers={quote(offers_of(members))}")

    is_refused(stage, "Please log in first")


def test_a_page_whose_origin_is_not_named_starts_nothing_with_a_token(
    open_stage: OpenStage, server: DemoServer, members: DemoServer
) -> None:
    posted = server.output.count("POST /members/offer")
    stage = open_stage(f"/elsewhere/?offers={quote(offers_of(server))}", on=members)
    stage.page.evaluate(
        "(token) => document.querySelector('djinar-stream').setAttribute('token', token)", token_of(server)
    )

    is_refused(stage, "The server cannot be reached")

    assert server.output.count("POST /members/offer") == posted


@pytest.fixture
def victim(chromium: Browser, server: DemoServer) -> Iterator[Page]:
    """A browser in which Ada is logged in to ``server``."""
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(f"{server.base_url}/members/enter")
        yield page


def test_the_offer_of_these_attacks_is_answered_to_the_sites_own_page(victim: Page, server: DemoServer) -> None:
    attack = [offers_of(server), "cors", "application/json", OFFER]

    assert victim.evaluate(_FETCH, attack) == "basic 200"


@pytest.mark.parametrize(
    ("host", "path"),
    [("127.0.0.1", "/members/offer"), ("localhost", "/own/offer")],
    ids=["another port, so with cookies", "another site, and a stream for everybody"],
)
@pytest.mark.parametrize(
    ("script", "how", "seen_by_page", "seen_by_server"),
    [
        (_FORM, ["text/plain"], None, "POST 415"),
        (_FORM, ["application/x-www-form-urlencoded"], None, "POST 415"),
        (_FORM, ["multipart/form-data"], None, "POST 415"),
        (_FETCH, ["no-cors", "text/plain"], "opaque 0", "POST 415"),
        (_FETCH, ["no-cors", "application/json"], "opaque 0", "POST 415"),
        (_FETCH, ["cors", "text/plain"], "failed", "POST 415"),
        (_FETCH, ["cors", "application/json"], "failed", "OPTIONS"),
        (_GET, [], "failed", "GET 403"),
    ],
    ids=[
        "a form of text",
        "a form",
        "a form with files",
        "a fetch that reads nothing",
        "JSON that reads nothing",
        "a fetch of text",
        "a fetch of JSON",
        "a fetch of ICE servers",
    ],
)
def test_a_page_of_another_origin_opens_nothing_for_who_visits_it(
    victim: Page,
    server: DemoServer,
    members: DemoServer,
    host: str,
    path: str,
    script: str,
    how: list[str],
    seen_by_page: str | None,
    seen_by_server: str,
) -> None:
    method, _, status = seen_by_server.partition(" ")
    line = f'"{method} {path} HTTP/1.1" {status}'
    before, opened = server.output.count(line), server.output.count(" opened, ")
    victim.goto(f"http://{host}:{urlsplit(members.base_url).port}/free-cats/")

    seen = victim.evaluate(script, [server.base_url + path, *how, OFFER])
    server.wait_for_output(line, times=before + 1)

    assert seen == seen_by_page
    assert server.output.count(" opened, ") == opened
