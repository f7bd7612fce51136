"""Beginning, ending and everything that can come between."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import browser_server
from tests.browser.stage import WAIT_SECONDS, Stage

OpenStage = Callable[..., Stage]


def test_stop_frees_the_place_for_the_next_person(open_stage: OpenStage) -> None:
    with browser_server(MAX_SESSIONS=1) as server:
        first = open_stage(on=server).start()
        second = open_stage(on=server)

        second.button("Start").click()
        expect(second.alert).to_contain_text(re.compile(r"All places are taken.*Try again in \d+ seconds"))
        first.stop()
        server.wait_for_output("ended: peer-closed")
        second.start()

        expect(second.alert).to_be_empty()
        second.complaints = [line for line in second.complaints if "503" not in line]


def test_leaving_the_page_frees_the_place_at_once(open_stage: OpenStage) -> None:
    """A page that is torn down on a busy machine may take its goodbye along, so it may leave three times."""
    with browser_server(MAX_SESSIONS=1) as server:
        for leaving in (1, 2, 3):
            stage = open_stage(on=server).start()

            stage.page.goto("about:blank")

            server.wait_for_output("ended: peer-", times=leaving)
            if "ended: peer-closed" in server.output:
                break

        assert "ended: peer-closed" in server.output


def test_a_server_that_stops_says_how_long_the_stream_still_has_and_then_why_it_ended(open_stage: OpenStage) -> None:
    with browser_server(DRAIN_SECONDS=6) as server:
        stage = open_stage(on=server).start()

        server.send_signal(signal.SIGTERM)

        expect(stage.alert).to_contain_text("The server is about to restart This stream ends within 6 seconds")
        expect(stage.status).to_have_text("Live")
        expect(stage.alert).to_contain_text("The server is restarting", timeout=WAIT_SECONDS * 1000)
        expect(stage.status).to_have_text("Ready")


def test_the_time_limit_is_told_in_plain_words(open_stage: OpenStage) -> None:
    with browser_server(MAX_SESSION_SECONDS=2) as server:
        stage = open_stage(on=server)

        stage.button("Start").click()

        expect(stage.alert).to_contain_text("Time is up", timeout=WAIT_SECONDS * 1000)
        expect(stage.button("Start")).to_be_visible()


def test_a_stream_can_be_started_again(stage: Stage) -> None:
    stage.start().stop()

    stage.start()

    assert stage.picture("after").shape == (480, 640, 3)


def test_a_start_can_be_taken_back(open_stage: OpenStage) -> None:
    stage = open_stage()
    stage.page.route("**/offer", lambda route: None)
    stage.button("Start").click()
    expect(stage.status).to_have_text("Connecting…")

    stage.button("Cancel").click()

    expect(stage.status).to_have_text("Ready")
    expect(stage.alert).to_be_empty()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("NotAllowedError", "Camera and microphone are blocked"),
        ("NotReadableError", "The camera or microphone is in use"),
        ("OverconstrainedError", "The camera or microphone is gone"),
    ],
)
def test_a_camera_that_cannot_be_had_is_explained(open_stage: OpenStage, error: str, words: str) -> None:
    refuse = f"async () => {{ throw new DOMException('no', '{error}'); }}"
    stage = open_stage(script=f"navigator.mediaDevices.getUserMedia = {refuse}")

    stage.button("Start").click()

    expect(stage.alert).to_contain_text(words)
    expect(stage.status).to_have_text("Ready")


def test_a_server_out_of_reach_is_explained(open_stage: OpenStage) -> None:
    stage = open_stage()
    stage.page.route("**/offer", lambda route: route.abort())

    stage.button("Start").click()

    expect(stage.alert).to_contain_text("The server cannot be reached")
    stage.complaints.clear()


def test_a_stream_for_members_asks_to_log_in(open_stage: OpenStage) -> None:
    stage = open_stage("/members/")

    stage.button("Start").click()

    expect(stage.alert).to_contain_text("Please log in first")
    stage.complaints = [line for line in stage.complaints if "401" not in line]


def test_who_logs_out_in_another_tab_is_told_why_the_stream_is_over(open_stage: OpenStage) -> None:
    stage = open_stage("/members/")
    tab = stage.page.context.new_page()
    tab.goto(f"{stage.base_url}/members/enter")
    stage.start()

    tab.goto(f"{stage.base_url}/members/leave")

    expect(stage.alert).to_contain_text("You may not use this stream any more")
    expect(stage.status).to_have_text("Ready")


def test_an_effect_that_fails_is_told_and_another_one_helps(open_stage: OpenStage) -> None:
    stage = open_stage("/clumsy/").start()

    stage.choose("Clumsy")
    expect(stage.alert).to_contain_text("The effect “Clumsy” failed")
    stage.choose("None")

    expect(stage.alert).to_be_empty()
    expect(stage.status).to_have_text("Live")


def test_an_effect_that_the_server_refuses_is_taken_back(stage: Stage) -> None:
    stage.start()
    stage.page.get_by_role("radio", name="Edges").evaluate("radio => radio.value = 'hologram'")

    stage.part("transforms").get_by_text("Edges", exact=True).dispatch_event("click")

    expect(stage.alert).to_contain_text("The server does not offer this effect")
    expect(stage.page.get_by_role("radio", name="Cartoon")).to_be_checked()
