"""docs/writing-transforms.md shows code that does what it says."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import cv2
import numpy as np
import pytest
from django.forms import ColorInput, Select, TextInput

from djinar import BgrImage, Frame
from djinar.forms import options_form
from djinar.testing import difference, resembles
from djinar.transforms.form import Form
from djinar.transforms.image import Image
from djinar.transforms.registry import resolve
from djinar.widgets import NumberInput, RadioChips, RangeInput, Switch
from docs import scenes
from docs.pages import blocks, running
from tests.unit.transforms.pictures import tiny_onnx

CODE = "\n".join(blocks("writing-transforms.md"))


@pytest.fixture
def page(tmp_path: Path) -> Iterator[ModuleType]:
    with running(CODE, tmp_path) as module:
        yield module


@pytest.fixture
def photograph() -> BgrImage:
    return scenes.photograph()


def through(name: str, image: BgrImage, **options: object) -> BgrImage:
    return scenes.through([(name, options)], [image])


def moment(image: BgrImage, *, seconds: float = 0.0) -> Frame:
    return Frame(time_seconds=seconds, number=0, planes=Image(Form.BGR, image).to(Form.I420))


def test_every_transform_on_the_page_can_be_offered(page: ModuleType) -> None:
    assert list(page.Studio.offered_transforms()) == [
        "threshold",
        "light_painting",
        "heat",
        "candlelight",
        "square",
        "exposure",
        "caption",
        "confidential",
        "none",
    ]
    assert list(page.Studio.offered_sound_transforms()) == ["tremolo", "echo"]


def test_the_function_leaves_nothing_between_black_and_white(page: ModuleType, photograph: BgrImage) -> None:
    made = through("threshold", photograph, level=100)

    assert set(np.unique(made)) == {0, 255}


def test_the_class_keeps_what_is_bright(page: ModuleType) -> None:
    page.test_what_is_bright_stays_for_a_while()


def test_what_the_class_keeps_is_not_what_it_returns(page: ModuleType) -> None:
    paint = page.LightPainting()

    paint(np.full((4, 4, 3), 255, np.uint8), moment(np.zeros((4, 4, 3), np.uint8)))[:] = 0

    assert paint(np.zeros((4, 4, 3), np.uint8), moment(np.zeros((4, 4, 3), np.uint8))).min() == 255


async def test_the_coroutine_returns_what_the_other_machine_says(
    page: ModuleType, photograph: BgrImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def negative(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        question = await reader.readexactly(int.from_bytes(await reader.readexactly(4)))
        answer = page.as_jpeg(255 - page.from_jpeg(question))
        writer.write(len(answer).to_bytes(4) + answer)
        writer.close()

    async with await asyncio.start_server(negative, "127.0.0.1", 0) as server:
        monkeypatch.setattr(page, "MODEL", server.sockets[0].getsockname())
        made = await page.remote(photograph)

    assert resembles(made, 255 - photograph)


def test_grey_comes_in_and_colours_go_out(page: ModuleType) -> None:
    black = np.zeros((4, 4, 3), np.uint8)

    blue, _, red = through("heat", black)[0, 0]

    assert blue > red
    assert (resolve([page.heat])["heat"].takes, resolve([page.heat])["heat"].gives) == (Form.GRAY, Form.BGR)


def test_candlelight_is_redder_and_as_bright(page: ModuleType, photograph: BgrImage) -> None:
    made = through("candlelight", photograph)

    assert made[..., 2].mean() > photograph[..., 2].mean() > made[..., 0].mean()
    assert abs(brightness(made) - brightness(photograph)) < 4


def brightness(image: BgrImage) -> float:
    return float(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).mean())


def test_the_square_is_the_middle(page: ModuleType, photograph: BgrImage) -> None:
    made = through("square", photograph)

    np.testing.assert_array_equal(made, photograph[:, 80:560])


def test_swaying_follows_the_time(page: ModuleType, photograph: BgrImage) -> None:
    upright, tilted = (page.sway(photograph, moment(photograph, seconds=seconds)) for seconds in (0.0, 1.5))

    assert difference(upright, tilted) > 10


def test_the_camera_stands_beside_what_became_of_it(page: ModuleType, photograph: BgrImage) -> None:
    made = scenes.through([("negative", {}), ("side_by_side", {})], [photograph])

    assert made.shape == (480, 1280, 3)
    assert resembles(made[:, :640], photograph)
    assert not resembles(made[:, 640:], photograph)


def test_the_page_is_told_how_bright_the_picture_is(page: ModuleType, photograph: BgrImage) -> None:
    frame = moment(photograph)

    page.exposure(photograph, frame)

    [message] = frame.messages
    assert message["mean"] == pytest.approx(photograph.mean())
    assert np.asarray(message["clipped"]).shape == (3,)


def test_each_kind_of_option_has_the_control_that_the_table_names(page: ModuleType) -> None:
    controls = {name: type(field.widget) for name, field in options_form("caption")().fields.items()}

    assert controls == {
        "text": TextInput,
        "size": RangeInput,
        "left": NumberInput,
        "colour": ColorInput,
        "weight": RadioChips,
        "edge": RadioChips,
        "outlined": Switch,
    }


def test_more_than_four_choices_become_a_list(page: ModuleType) -> None:
    assert isinstance(options_form("text")().fields["position"].widget, Select)


def test_a_caption_is_where_it_was_asked_for(page: ModuleType, photograph: BgrImage) -> None:
    made = through("caption", photograph, text="Hello", edge="top", weight=4, colour="#ff0000")

    assert difference(made[:80], photograph[:80]) > 1
    np.testing.assert_array_equal(made[120:], photograph[120:])


def test_the_word_is_the_developers_and_no_option(page: ModuleType, photograph: BgrImage) -> None:
    made = through("confidential", photograph)

    assert list(resolve(["confidential"])["confidential"].options) == ["strength"]
    assert difference(made, photograph) > 0.5


def test_the_sea_lies_beside_the_module(page: ModuleType, photograph: BgrImage, tmp_path: Path) -> None:
    sea = np.full((60, 80, 3), (200, 120, 0), np.uint8)
    cv2.imwrite(str(tmp_path / "beach.jpg"), sea)

    made = through("beach", photograph)

    assert difference(made[:40, :40], np.full((40, 40, 3), (200, 120, 0), np.uint8)) < 8


def test_a_model_lies_beside_the_module(page: ModuleType, photograph: BgrImage, tmp_path: Path) -> None:
    (tmp_path / "candy.onnx").write_bytes(tiny_onnx.model("Mul", [0.5], [1]))

    made = through("candy", photograph)

    np.testing.assert_allclose(made, photograph / 2, atol=0.5)


def test_the_chain_is_mirrored_and_drawn(page: ModuleType, photograph: BgrImage) -> None:
    made = page.comic(photograph.copy())

    drawn = through("cartoon", np.ascontiguousarray(photograph[:, ::-1]))
    assert resembles(made, drawn)
    assert difference(made[-80:], drawn[-80:]) > 1


def test_the_voice_trembles(page: ModuleType) -> None:
    loud = np.full((960, 1), 10_000, np.int16)

    blocks_heard = [
        page.tremolo(loud, Frame(time_seconds=number * 0.02, number=number), beats=5.0) for number in range(10)
    ]

    loudness = [abs(block.astype(float)).mean() for block in blocks_heard]
    assert min(loudness) < 3_000
    assert max(loudness) > 9_000
    assert resolve([page.tremolo])["tremolo"].block_ms == 20
