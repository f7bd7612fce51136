"""Options and chains, changed while the picture is live."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Route, expect

from djinar import BgrImage
from tests.browser.stage import WAIT_SECONDS, Stage

OpenStage = Callable[..., Stage]

_WATCH = """(video) => {
    const context = new OffscreenCanvas(8, 8).getContext("2d", { willReadFrequently: true });
    window.darkest = 255;
    const look = () => {
        context.drawImage(video, 0, 0, 8, 8);
        const { data } = context.getImageData(0, 0, 8, 8);
        window.darkest = Math.min(window.darkest, data.reduce((sum, value) => sum + value, 0) / data.length);
        video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
}"""


@pytest.fixture
def adjustable(open_stage: OpenStage) -> Stage:
    return open_stage("/adjustable/")


def effects(stage: Stage, kind: str = "video") -> Locator:
    return stage.page.locator(f"[data-part=effects][data-kind={kind}]")


def card(stage: Stage, name: str) -> Locator:
    return stage.page.get_by_role("group", name=name, exact=True)


def slider(stage: Stage, name: str) -> Locator:
    return stage.page.get_by_role("slider", name=name)


def add(stage: Stage, effect: str, kind: str = "video") -> None:
    effects(stage, kind).get_by_text("Add effect").click()
    effects(stage, kind).get_by_role("button", name=effect, exact=True).click()
    expect(card(stage, effect).last).to_be_visible()


def names(stage: Stage) -> list[str]:
    return stage.page.locator("[data-kind=video] [data-slot=name]").all_inner_texts()


def is_shade(level: int) -> Callable[[BgrImage], bool]:
    return lambda picture: bool(abs(picture.mean() - level) < 5 and picture.std() < 5)


def test_a_slider_changes_the_live_picture(adjustable: Stage) -> None:
    adjustable.start()
    adjustable.choose("Shade")
    adjustable.wait_for_picture(is_shade(40))

    slider(adjustable, "Level").fill("200")

    adjustable.wait_for_picture(is_shade(200))
    expect(card(adjustable, "Shade").locator("output")).to_have_text("200")


def test_a_dragged_slider_and_the_picture_end_where_it_is_let_go(adjustable: Stage) -> None:
    adjustable.start()
    adjustable.choose("Shade")
    box = slider(adjustable, "Level").bounding_box()
    assert box is not None
    mouse, middle = adjustable.page.mouse, box["y"] + box["height"] / 2

    mouse.move(box["x"] + 40, middle)
    mouse.down()
    mouse.move(box["x"] + 0.8 * box["width"], middle, steps=60)
    mouse.up()

    level = int(slider(adjustable, "Level").input_value())
    assert 190 < level < 220
    adjustable.wait_for_picture(is_shade(level))
    expect(slider(adjustable, "Level")).to_have_value(str(level))
    expect(adjustable.alert).to_be_empty()


def test_reset_brings_the_beginning_back(adjustable: Stage) -> None:
    adjustable.start()
    adjustable.choose("Shade")
    slider(adjustable, "Level").fill("200")
    adjustable.wait_for_picture(is_shade(200))

    adjustable.button("Reset Shade").click()

    adjustable.wait_for_picture(is_shade(40))
    expect(slider(adjustable, "Level")).to_have_value("40")


def test_effects_follow_one_another_in_the_order_of_the_list(adjustable: Stage) -> None:
    adjustable.start()
    adjustable.choose("Shade")

    add(adjustable, "Brighten")
    adjustable.wait_for_picture(is_shade(40 + 60))
    add(adjustable, "Halve")
    adjustable.wait_for_picture(is_shade((40 + 60) // 2))
    adjustable.button("Move Halve earlier").click()
    adjustable.wait_for_picture(is_shade(40 // 2 + 60))
    adjustable.button("Remove Halve").click()

    adjustable.wait_for_picture(is_shade(40 + 60))
    assert names(adjustable) == ["Shade", "Brighten"]


def test_no_black_picture_is_seen_while_the_chain_changes(adjustable: Stage) -> None:
    adjustable.choose("Shade")
    slider(adjustable, "Level").fill("120")
    adjustable.start()
    adjustable.wait_for_picture(is_shade(120))

    adjustable.part("after").evaluate(_WATCH)
    add(adjustable, "Brighten")
    adjustable.wait_for_picture(is_shade(180))
    adjustable.button("Move Brighten earlier").click()
    adjustable.wait_for_picture(is_shade(120))
    adjustable.button("Remove Brighten").click()
    add(adjustable, "Halve")
    adjustable.wait_for_picture(is_shade(60))

    assert adjustable.page.evaluate("window.darkest") > 50


def test_the_same_effect_twice_has_options_of_its_own_each_time(adjustable: Stage) -> None:
    adjustable.start()
    adjustable.choose("Shade")
    add(adjustable, "Brighten")
    add(adjustable, "Brighten")
    adjustable.wait_for_picture(is_shade(40 + 60 + 60))

    slider(adjustable, "By").nth(1).fill("100")

    adjustable.wait_for_picture(is_shade(40 + 60 + 100))
    expect(slider(adjustable, "By").nth(0)).to_have_value("60")


def test_one_click_brings_one_effect_alone_back(adjustable: Stage) -> None:
    adjustable.start()
    add(adjustable, "Brighten")
    add(adjustable, "Halve")

    adjustable.choose("Shade")

    adjustable.wait_for_picture(is_shade(40))
    assert names(adjustable) == ["Shade"]
    expect(adjustable.button("Remove Shade")).to_be_hidden()


def test_a_refused_value_is_explained_at_its_field_until_the_next_good_one(adjustable: Stage) -> None:
    adjustable.start()
    adjustable.choose("Stamp")
    field = adjustable.page.get_by_role("spinbutton", name="Every")

    field.fill("12")
    expect(field).to_have_accessible_description(re.compile("Option 'every' must be a multiple of 5"))
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(adjustable.status).to_have_text("Live")
    field.fill("15")

    expect(field).to_have_accessible_description("In steps of five.")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("15")


def test_an_effect_that_fails_is_told_where_it_stands_until_it_works_again(adjustable: Stage) -> None:
    adjustable.start()
    adjustable.choose("Halve")
    add(adjustable, "Fussy")

    slider(adjustable, "Limit").fill("3")
    expect(adjustable.alert).to_contain_text("The effect “Fussy” failed")
    expect(card(adjustable, "Fussy")).to_contain_text("raised ValueError")
    slider(adjustable, "Limit").fill("8")

    expect(card(adjustable, "Fussy")).not_to_contain_text("raised", timeout=WAIT_SECONDS * 1000)
    expect(adjustable.alert).to_be_empty()


def test_a_chain_made_before_the_start_is_the_first_one_seen(adjustable: Stage) -> None:
    adjustable.choose("Shade")
    slider(adjustable, "Level").fill("100")
    add(adjustable, "Halve")

    adjustable.start()

    adjustable.wait_for_picture(is_shade(50))


def test_a_chain_lasts_beyond_a_stop_and_a_start(adjustable: Stage) -> None:
    adjustable.start()
    adjustable.choose("Shade")
    add(adjustable, "Halve")
    slider(adjustable, "Level").fill("160")
    adjustable.wait_for_picture(is_shade(80))
    adjustable.stop()

    adjustable.start()

    adjustable.wait_for_picture(is_shade(80))
    expect(slider(adjustable, "Level")).to_have_value("160")


def test_what_is_chosen_while_connecting_is_not_forgotten(adjustable: Stage) -> None:
    def choose_first(route: Route) -> None:
        adjustable.choose("Shade")
        route.continue_()

    adjustable.page.route("**/offer", choose_first)

    adjustable.start()

    adjustable.wait_for_picture(is_shade(40))


def test_the_controls_follow_a_chain_that_the_pages_own_script_sets(adjustable: Stage) -> None:
    adjustable.start()

    adjustable.page.evaluate(
        """() => document.querySelector("djinar-stream").connection.setChain([
            { name: "shade", options: { level: 90 } }, { name: "brighten" },
        ])"""
    )

    expect(slider(adjustable, "Level")).to_have_value("90")
    assert names(adjustable) == ["Shade", "Brighten"]
    adjustable.wait_for_picture(is_shade(150))


def test_sound_has_effects_too(adjustable: Stage) -> None:
    adjustable.start()
    adjustable.listen()
    adjustable.wait_for_sound()

    adjustable.choose("Louder")
    slider(adjustable, "Times").fill("0")
    adjustable.wait_for_silence(seconds=2.5)
    adjustable.button("Reset Louder").click()

    adjustable.wait_for_sound()


def test_a_chain_is_made_with_the_keyboard_and_told_to_who_cannot_see_it(adjustable: Stage) -> None:
    press, focused = adjustable.page.keyboard.press, adjustable.page.locator(":focus")
    announcement = effects(adjustable).locator("[data-part=announcement]")
    adjustable.start()
    adjustable.page.get_by_role("radio", name="Shade").focus()

    for key in ("Tab", "Tab"):
        press(key)
    expect(focused).to_have_accessible_name("Level")
    press("ArrowRight")
    expect(focused).to_have_value("41")
    press("Tab")
    expect(focused).to_have_text("Add effect")
    for key in ("Enter", "Tab", "Tab", "Enter"):
        press(key)
    expect(announcement).to_have_text("Brighten added, number 2 of 2.")
    expect(focused).to_have_text("Brighten")
    for key in ("Tab", "Enter"):
        press(key)
    expect(announcement).to_have_text("Brighten is number 1 of 2 now.")
    adjustable.wait_for_picture(is_shade(41))
    expect(focused).to_be_enabled()
    adjustable.button("Remove Brighten").press("Enter")

    expect(announcement).to_have_text("Brighten removed.")
    expect(focused).to_have_value("shade")


def test_options_at_a_place_of_ones_own_act_on_the_same_stream(open_stage: OpenStage) -> None:
    stage = open_stage("/adjustable/beside")
    beside = stage.page.locator("aside").get_by_role("slider", name="Level")
    stage.choose("Shade")
    beside.fill("100")
    stage.start()
    stage.wait_for_picture(is_shade(100))

    beside.fill("180")
    stage.wait_for_picture(is_shade(180))
    expect(card(stage, "Shade").get_by_role("slider")).to_have_value("180")
    card(stage, "Shade").get_by_role("slider").fill("60")
    expect(beside).to_have_value("60")
    stage.choose("Halve")

    expect(beside).to_be_disabled()


def test_a_stream_without_options_shows_nothing_of_them(open_stage: OpenStage) -> None:
    stage = open_stage("/own/")

    expect(stage.page.get_by_text("Add effect")).to_be_hidden()
    expect(stage.page.get_by_role("slider")).to_have_count(0)
    expect(stage.page.get_by_role("group", name="Sound")).to_have_count(0)


def test_controls_act_in_firefox_too(open_stage: OpenStage, firefox: Browser) -> None:
    stage = open_stage("/adjustable/", browser=firefox).start()
    stage.choose("Shade")

    slider(stage, "Level").fill("200")
    stage.wait_for_picture(is_shade(200))
    add(stage, "Halve")

    stage.wait_for_picture(is_shade(100))


def test_on_a_phone_the_picture_stays_in_sight_and_a_thumb_hits_every_control(open_stage: OpenStage) -> None:
    phone = {"viewport": {"width": 390, "height": 780}, "is_mobile": True, "has_touch": True}
    stage = open_stage("/adjustable/", **phone).start()
    stage.choose("Stamp")
    add(stage, "Halve")
    add(stage, "Brighten")

    slider(stage, "By").scroll_into_view_if_needed()

    expect(stage.part("after")).to_be_in_viewport(ratio=0.95)
    expect(slider(stage, "By")).to_be_in_viewport()
    assert stage.page.evaluate("document.documentElement.scrollWidth") == 390
    controls = "button, summary, select, input:not([type=checkbox]):not([type=radio]), .djinar-chips label"
    heights = stage.page.locator(controls).evaluate_all(
        """elements => elements.filter((element) => element.checkVisibility()).map(
            (element) => [element.textContent.trim() || element.name, element.getBoundingClientRect().height])"""
    )
    assert len(heights) > 30
    small = [name for name, height in heights if height < 43.5 and name != "What do these figures say?"]
    assert small == []
