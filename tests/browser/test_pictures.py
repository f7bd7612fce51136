"""What a person sees after each transform."""

from __future__ import annotations

import numpy as np

from djinar import BgrImage
from tests.browser.stage import Stage


def difference(one: BgrImage, other: BgrImage) -> float:
    """Mean over all pixels and channels, 0 to 255."""
    return float(np.abs(one.astype(int) - other).mean())


def resembles(picture: BgrImage, camera: BgrImage) -> bool:
    return picture.shape == camera.shape and difference(picture, camera) < 10


def colours(picture: BgrImage) -> int:
    return len(np.unique(picture.reshape(-1, 3), axis=0))


def dark_share(picture: BgrImage) -> float:
    return float((picture.max(axis=2) < 50).mean())


def is_white_on_black(picture: BgrImage) -> bool:
    brightness, spread = picture.mean(axis=2), np.ptp(picture, axis=2)
    return bool((brightness < 60).mean() > 0.75 and (brightness > 150).mean() > 0.005 and spread.mean() < 8)


def test_with_no_effect_the_camera_comes_back_as_it_is(stage: Stage) -> None:
    stage.start()
    camera = stage.picture("before")

    stage.choose("None")

    returned = stage.wait_for_picture(lambda picture: resembles(picture, camera))
    assert returned.shape == (480, 640, 3)


def test_edges_are_white_lines_on_black(stage: Stage) -> None:
    stage.start()

    stage.choose("Edges")

    stage.wait_for_picture(is_white_on_black)


def test_a_cartoon_has_dark_outlines_and_fewer_colours(stage: Stage) -> None:
    stage.start()
    camera = stage.picture("before")

    stage.choose("Cartoon")

    cartoon = stage.wait_for_picture(lambda picture: colours(picture) < 0.75 * colours(camera))
    assert dark_share(cartoon) > 1.3 * dark_share(camera)


def test_rotate_turns_on_and_on(stage: Stage) -> None:
    stage.start()
    camera = stage.picture("before")

    stage.choose("Rotate")

    first = stage.wait_for_picture(lambda picture: difference(picture, camera) > 25)
    stage.wait_for_picture(lambda picture: difference(picture, first) > 25 and difference(picture, camera) > 25)


def test_effects_change_while_live_without_another_offer(stage: Stage) -> None:
    offers: list[str] = []
    stage.page.on("request", lambda request: offers.append(request.url) if request.method == "POST" else None)
    stage.start()

    stage.choose("Edges")
    stage.wait_for_picture(is_white_on_black)
    stage.choose("None")
    stage.wait_for_picture(lambda picture: not is_white_on_black(picture))

    assert len(offers) == 1


def test_an_effect_chosen_before_the_start_is_the_first_one_seen(stage: Stage) -> None:
    stage.choose("Edges")

    stage.start()

    stage.wait_for_picture(is_white_on_black)
