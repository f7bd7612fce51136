"""The page around the pictures: figures, sound, buttons, the keyboard, small and dark screens."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import cv2
import pytest
from playwright.sync_api import expect

from tests.browser.stage import WAIT_SECONDS, Stage

OpenStage = Callable[..., Stage]

_CONTRASTS = """() => {
    const luminance = (colour) => {
        const linear = (channel) => (channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
        const [red, green, blue] = colour.match(/[\\d.]+/g).map((channel) => linear(Number(channel) / 255));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ground = (element) => {
        const colour = getComputedStyle(element).backgroundColor;
        return colour === "rgba(0, 0, 0, 0)" ? ground(element.parentElement) : colour;
    };
    const words = "h1, dt, dd, small, legend, button:enabled, select, summary, .djinar-summary, .djinar-chips span, "
        + ".djinar-step strong, .djinar-option label, output";
    return [...document.querySelectorAll(words)].map((element) => {
        const shades = [luminance(getComputedStyle(element).color), luminance(ground(element))].sort();
        return [element.textContent.trim(), (shades[1] + 0.05) / (shades[0] + 0.05)];
    });
}"""

_OUTLINE = """() => {
    const element = document.activeElement;
    const shown = element.type === "radio" ? element.nextElementSibling : element;
    return getComputedStyle(shown).outlineStyle;
}"""


def test_live_figures_appear(stage: Stage) -> None:
    stage.start()

    for name in ("round-trip", "frame-age"):
        expect(stage.figure(name)).to_have_text(re.compile(r"^[\d.]+ ms$"), timeout=WAIT_SECONDS * 1000)
        expect(stage.page.locator(f"[data-line={name}]")).to_have_attribute("d", re.compile("^M.*L"))
    for name in ("sent", "returned"):
        expect(stage.figure(name)).to_have_text(re.compile(r"^[1-9]\d?\.\d$"))
    expect(stage.figure("dropped")).to_have_text(re.compile(r"^\d+$"))
    expect(stage.figure("up")).to_have_text(re.compile(r"^\d\.\d\d Mbit/s$"))
    expect(stage.figure("down")).to_have_text(re.compile(r"^\d\.\d\d Mbit/s$"))
    expect(stage.figure("picture")).to_have_text(re.compile(r"^\d+ × \d+$"))


def test_the_greeting_is_heard_until_the_sound_is_muted(stage: Stage) -> None:
    stage.start()

    stage.listen()
    stage.wait_for_sound()
    stage.button("Mute sound").click()

    expect(stage.part("after")).to_have_js_property("muted", True)
    expect(stage.button("Mute sound")).to_have_attribute("aria-pressed", "true")


def test_a_snapshot_is_saved_as_it_is_seen(stage: Stage, tmp_path: Path) -> None:
    stage.start()
    stage.choose("Edges")
    stage.picture("after")

    with stage.page.expect_download() as download:
        stage.button("Snapshot").click()

    assert download.value.suggested_filename == "edges.png"
    download.value.save_as(tmp_path / "edges.png")
    picture = cv2.imread(str(tmp_path / "edges.png"))
    assert picture is not None
    assert picture.shape[:2] == stage.picture("after").shape[:2]


def test_the_picture_fills_the_screen(stage: Stage) -> None:
    stage.start()

    stage.button("Full screen").click()

    stage.page.wait_for_function("() => document.fullscreenElement?.dataset.part === 'after'")


def test_everything_can_be_done_with_the_keyboard(stage: Stage) -> None:
    press = stage.page.keyboard.press
    press("Tab")
    expect(stage.button("Start")).to_be_focused()
    press("Enter")
    expect(stage.status).to_have_text("Live", timeout=WAIT_SECONDS * 1000)
    expect(stage.button("Stop")).to_be_focused()

    for name in ("Mute mic", "Mute sound", "Snapshot", "Full screen"):
        press("Tab")
        expect(stage.button(name)).to_be_focused()
    press("Tab")
    expect(stage.page.get_by_role("radio", name="Cartoon")).to_be_focused()
    press("ArrowRight")
    expect(stage.page.get_by_role("radio", name="Edges")).to_be_checked()
    press("Tab")
    expect(stage.button("Reset Edges")).to_be_focused()
    for name in ("Low", "High"):
        press("Tab")
        expect(stage.page.get_by_role("slider", name=name)).to_be_focused()
    press("Tab")
    expect(stage.page.get_by_text("Add effect")).to_be_focused()
    for name in ("Camera", "Microphone"):
        press("Tab")
        expect(stage.page.get_by_role("combobox", name=name)).to_be_focused()
    press("Tab")
    expect(stage.page.get_by_text("What do these figures say?")).to_be_focused()


def test_what_has_the_focus_can_be_seen(stage: Stage) -> None:
    seen = set()
    for _ in range(7):
        stage.page.keyboard.press("Tab")
        seen.add(stage.page.evaluate(_OUTLINE))

    assert seen == {"solid"}


def test_every_control_has_a_name(stage: Stage) -> None:
    for role in ("button", "radio", "combobox", "slider"):
        controls = stage.page.get_by_role(role).all()
        assert controls
        for control in controls:
            expect(control).to_have_accessible_name(re.compile(r"\w{3,}"))


@pytest.mark.parametrize("width_px", [360, 390, 768, 1280])
def test_nothing_has_to_be_scrolled_sideways(open_stage: OpenStage, width_px: int) -> None:
    stage = open_stage(viewport={"width": width_px, "height": 800}, script="delete globalThis.RTCPeerConnection")

    expect(stage.alert).to_contain_text("too old")

    assert stage.page.evaluate("document.documentElement.scrollWidth") == width_px


def test_on_a_phone_the_pictures_are_one_above_the_other(open_stage: OpenStage) -> None:
    phone = {"viewport": {"width": 360, "height": 780}, "is_mobile": True, "has_touch": True}
    stage = open_stage(**phone).start()

    before, after = (stage.part(name).bounding_box() for name in ("before", "after"))

    assert before is not None
    assert after is not None
    assert before["x"] == after["x"]
    assert before["y"] + before["height"] <= after["y"]
    assert stage.page.evaluate("document.documentElement.scrollWidth") == 360
    expect(stage.page.get_by_role("option", name="Rear camera")).to_be_attached()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_stands_out_from_its_ground(open_stage: OpenStage, scheme: str) -> None:
    stage = open_stage(color_scheme=scheme)

    contrasts = stage.page.evaluate(_CONTRASTS)

    assert len(contrasts) > 20
    assert [text for text, contrast in contrasts if contrast < 4.5] == []


def test_dark_is_dark_and_light_is_light(open_stage: OpenStage) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"

    dark = open_stage(color_scheme="dark").page.evaluate(ground)
    light = open_stage(color_scheme="light").page.evaluate(ground)

    assert max(map(int, re.findall(r"\d+", dark))) < 60
    assert min(map(int, re.findall(r"\d+", light))) > 200


def test_nothing_moves_for_who_wants_it_still(open_stage: OpenStage) -> None:
    stage = open_stage(reduced_motion="reduce")
    stage.page.route("**/offer", lambda route: None)

    stage.button("Start").click()

    expect(stage.status).to_have_text("Connecting…")
    assert stage.page.evaluate("document.getAnimations().length") == 0


def test_a_page_of_ones_own_talks_to_its_stream(open_stage: OpenStage) -> None:
    stage = open_stage("/own/").start()

    answer = stage.page.evaluate(
        """() => new Promise((resolve) => {
            const { connection } = document.querySelector("djinar-stream");
            connection.addEventListener("message", ({ detail }) => resolve(detail));
            connection.send("hello");
        })"""
    )

    assert answer == "you said hello"
