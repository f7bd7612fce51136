from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from djinar.exceptions import ConfigurationError
from djinar.transforms.image import BgrImage
from djinar.transforms.models.network import Floats
from djinar.transforms.pictures.onnx import OnnxModel
from djinar.transforms.registry import every_transform
from tests.unit.transforms.pictures import tiny_onnx

IDENTITY = tiny_onnx.model("Mul", [1.0], [1])


def running(tmp_path: Path, content: bytes, **attributes: Any) -> OnnxModel:
    """One whose class has these attributes, and a model with this content."""
    path = tmp_path / "tiny.onnx"
    path.write_bytes(content)
    kind = type("Tiny", (OnnxModel,), {"__module__": __name__, "model": path, **attributes})
    made: OnnxModel = kind()
    return made


def test_what_the_model_makes_of_the_picture_is_shown(tmp_path: Path, photograph: BgrImage) -> None:
    halved = running(tmp_path, tiny_onnx.model("Mul", [0.5], [1]))(photograph)

    np.testing.assert_allclose(halved, photograph / 2, atol=0.5)


def test_the_model_gets_red_green_and_blue_in_this_order(tmp_path: Path, photograph: BgrImage) -> None:
    only_red = running(tmp_path, tiny_onnx.model("Mul", [1, 0, 0], [3, 1, 1]))(photograph)

    np.testing.assert_array_equal(only_red[..., 2], photograph[..., 2])
    assert not only_red[..., :2].any()


def test_a_model_can_ask_for_blue_green_and_red(tmp_path: Path, photograph: BgrImage) -> None:
    only_blue = running(tmp_path, tiny_onnx.model("Mul", [1, 0, 0], [3, 1, 1]), channels="bgr")(photograph)

    np.testing.assert_array_equal(only_blue[..., 0], photograph[..., 0])
    assert not only_blue[..., 1:].any()


def test_an_output_of_one_channel_is_shown_as_gray(tmp_path: Path, photograph: BgrImage) -> None:
    green = running(tmp_path, tiny_onnx.model("Conv", [0, 1, 0], [1, 3, 1, 1]))(photograph)

    assert green.shape == photograph.shape
    for channel in range(3):
        np.testing.assert_array_equal(green[..., channel], photograph[..., 1])


def test_what_is_brighter_than_white_is_white(tmp_path: Path, photograph: BgrImage) -> None:
    bright = running(tmp_path, tiny_onnx.model("Mul", [3.0], [1]))(photograph)

    np.testing.assert_array_equal(bright, np.minimum(photograph.astype(int) * 3, 255))


def test_the_picture_is_brought_to_the_size_of_the_model_and_back(tmp_path: Path, photograph: BgrImage) -> None:
    shown = running(tmp_path, IDENTITY, size=(64, 48))(photograph)

    assert shown.shape == photograph.shape
    small = cv2.resize(photograph, (64, 48), interpolation=cv2.INTER_AREA)
    np.testing.assert_allclose(shown, cv2.resize(small, (640, 480)), atol=1)


def test_mean_and_scale_are_those_that_the_model_was_trained_with(tmp_path: Path, photograph: BgrImage) -> None:
    trained = {"mean": (123.7, 116.3, 103.5), "scale": (0.017, 0.018, 0.0175)}
    model = running(tmp_path, IDENTITY, **trained)

    given = model.to_input(photograph)

    assert given.shape == (1, 3, 480, 640)
    assert given.dtype == np.float32
    np.testing.assert_allclose(given[0, 0], (photograph[..., 2] - 123.7) * 0.017, atol=1e-4)
    np.testing.assert_array_equal(model(photograph), photograph)


def test_a_model_can_have_its_channels_last(tmp_path: Path, photograph: BgrImage) -> None:
    model = running(tmp_path, IDENTITY, layout="nhwc")

    given = model.to_input(photograph)

    assert given.shape == (1, 480, 640, 3)
    np.testing.assert_array_equal(model.from_output({"result": given}, photograph), photograph)


def test_a_gray_picture_is_given_to_a_model_of_gray_pictures(tmp_path: Path, photograph: BgrImage) -> None:
    model = running(tmp_path, IDENTITY, channels="gray")

    given = model.to_input(photograph)

    assert given.shape == (1, 1, 480, 640)
    np.testing.assert_allclose(given[0, 0] * 255, cv2.cvtColor(photograph, cv2.COLOR_BGR2GRAY), atol=1e-3)


def test_a_subclass_may_make_something_else_of_the_output(tmp_path: Path, photograph: BgrImage) -> None:
    def from_output(self: OnnxModel, outputs: dict[str, Floats], image: BgrImage) -> BgrImage:
        return np.full_like(image, 255 if "result" in outputs else 0)

    assert running(tmp_path, IDENTITY, from_output=from_output)(photograph).min() == 255


def test_an_output_that_is_no_picture_says_what_to_do(tmp_path: Path, photograph: BgrImage) -> None:
    classes = tiny_onnx.model("Conv", [0.0] * 15, [5, 3, 1, 1])

    with pytest.raises(ConfigurationError, match=r"Tiny's model has the shape \(1, 5, 480, 640\).*`from_output`"):
        running(tmp_path, classes)(photograph)


def test_a_class_without_a_model_says_so(photograph: BgrImage) -> None:
    with pytest.raises(ConfigurationError, match=r"OnnxModel has no model: write `model = "):
        OnnxModel()(photograph)


def test_a_model_that_is_not_there_is_named(photograph: BgrImage) -> None:
    class Gone(OnnxModel):
        model = "gone.onnx"

    with pytest.raises(ConfigurationError, match=rf"Gone\.model: there is no file {Path(__file__).parent}/gone\.onnx"):
        Gone()(photograph)


def test_the_class_alone_is_not_offered() -> None:
    assert not any("onnx" in name for name in every_transform())
