"""Cameras and microphones: those there are, and those there are not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.browser.browsers import launch_chromium
from tests.browser.stage import WAIT_SECONDS, Stage

OpenStage = Callable[..., Stage]

_WITHOUT_CAMERAS = """
const all = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
navigator.mediaDevices.enumerateDevices = async () => (await all()).filter(({ kind }) => kind !== "videoinput");
"""


@pytest.fixture(scope="module")
def cameras(playwright: Playwright) -> Iterator[Browser]:
    """Chromium with three: it shows its second fake one in the page, but never sends it."""
    browser = launch_chromium(playwright, devices=3)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def no_devices(playwright: Playwright) -> Iterator[Browser]:
    browser = launch_chromium(playwright, devices=0)
    yield browser
    browser.close()


def test_the_camera_changes_while_live_without_another_offer(open_stage: OpenStage, cameras: Browser) -> None:
    stage = open_stage(browser=cameras)
    offers: list[str] = []
    stage.page.on("request", lambda request: offers.append(request.url) if request.method == "POST" else None)
    stage.start()
    expect(stage.part("camera").locator("option")).to_have_count(5)
    camera = "video => video.srcObject.getVideoTracks()[0]?.label"
    first = stage.part("before").evaluate(camera)
    other = next(name for name in ("fake_device_0", "fake_device_2") if name != first)

    stage.part("camera").select_option(other)

    stage.page.wait_for_function(
        "label => document.querySelector('[data-part=before]').srcObject.getVideoTracks()[0]?.label === label",
        arg=other,
    )
    for _ in range(30):  # more than were on their way
        stage.picture("after")
    assert len(offers) == 1


def test_a_muted_microphone_is_not_heard(open_stage: OpenStage) -> None:
    stage = open_stage("/own/").start()
    stage.listen()
    stage.wait_for_sound()

    stage.button("Mute mic").click()

    expect(stage.button("Mute mic")).to_have_attribute("aria-pressed", "true")
    stage.wait_for_silence(seconds=2.5)
    stage.button("Mute mic").click()
    stage.wait_for_sound()


def test_without_a_microphone_the_picture_comes_back_all_the_same(stage: Stage) -> None:
    stage.part("microphone").select_option("none")

    stage.start()

    assert stage.picture("after").shape == (480, 640, 3)
    stage.part("microphone").select_option("")
    expect(stage.alert).to_be_empty()


def test_without_a_camera_it_goes_on_with_sound_and_says_so(open_stage: OpenStage) -> None:
    stage = open_stage("/own/", script=_WITHOUT_CAMERAS)

    stage.start()

    expect(stage.alert).to_contain_text("No camera found")
    stage.listen()
    stage.wait_for_sound()


def test_a_camera_chosen_later_starts_the_picture(stage: Stage) -> None:
    stage.part("camera").select_option("none")
    stage.start()
    expect(stage.page.get_by_text("Sound only").first).to_be_visible()

    stage.part("camera").select_option("")

    expect(stage.status).to_have_text("Live", timeout=WAIT_SECONDS * 1000)
    assert stage.picture("after").shape == (480, 640, 3)


def test_without_any_device_it_says_what_to_do(open_stage: OpenStage, no_devices: Browser) -> None:
    stage = open_stage(browser=no_devices)

    stage.button("Start").click()

    expect(stage.alert).to_contain_text("No camera and no microphone found")


def test_an_address_that_is_not_secure_is_explained_before_the_start(
    open_stage: OpenStage, playwright: Playwright
) -> None:
    browser = launch_chromium(playwright, "--host-resolver-rules=MAP camera.test 127.0.0.1")
    stage = open_stage(browser=browser)

    stage.base_url = stage.base_url.replace("127.0.0.1", "camera.test")
    stage.open()

    expect(stage.alert).to_contain_text("This address is not secure")
    stage.complaints = [line for line in stage.complaints if "Cross-Origin-Opener-Policy" not in line]
    browser.close()


def test_a_browser_without_calls_is_told_to_be_too_old(open_stage: OpenStage) -> None:
    stage = open_stage(script="delete globalThis.RTCPeerConnection")

    expect(stage.alert).to_contain_text("This browser is too old")
