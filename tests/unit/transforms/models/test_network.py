from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from djinar.exceptions import ConfigurationError
from djinar.transforms.image import BgrImage
from djinar.transforms.models import faces, person
from djinar.transforms.models.network import Floats, LiteRtNetwork, ModelFile, OpenCvNetwork, network


def pixels(image: BgrImage, size: tuple[int, int], least: float) -> Floats:
    """As a model takes them, from ``least`` to 1."""
    small = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.float32)
    return least + small[..., ::-1] / np.float32(255) * np.float32(1 - least)


def test_both_engines_see_the_same_person(photograph: BgrImage) -> None:
    given = pixels(photograph, (256, 144), 0)

    seen = [engine(person.MODEL)(given)["segment_back"].ravel() for engine in (OpenCvNetwork, LiteRtNetwork)]

    assert 0.2 < seen[0].mean() < 0.6
    np.testing.assert_allclose(seen[0], seen[1], atol=0.02)


@pytest.mark.parametrize("output", ["classificators", "regressors"])
def test_both_engines_see_the_same_faces(photograph: BgrImage, output: str) -> None:
    given = pixels(photograph, (128, 128), -1)

    seen = [engine(faces.MODEL)(given)[output].ravel() for engine in (OpenCvNetwork, LiteRtNetwork)]

    np.testing.assert_allclose(seen[0], seen[1], atol=0.05)


def test_litert_runs_the_models_where_it_is_installed() -> None:
    assert isinstance(network(faces.MODEL), LiteRtNetwork)


def test_opencv_runs_the_models_where_litert_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ai_edge_litert.interpreter", None)

    assert isinstance(network(faces.MODEL), OpenCvNetwork)


@pytest.mark.parametrize("engine", [OpenCvNetwork, LiteRtNetwork])
def test_two_sessions_do_not_share_what_a_network_computes(
    engine: type[OpenCvNetwork | LiteRtNetwork], photograph: BgrImage
) -> None:
    first, second = engine(person.MODEL), engine(person.MODEL)

    seen = first(pixels(photograph, (256, 144), 0))["segment_back"].copy()
    second(np.zeros((144, 256, 3), np.float32))

    np.testing.assert_array_equal(first(pixels(photograph, (256, 144), 0))["segment_back"], seen)


@pytest.mark.parametrize("engine", [OpenCvNetwork, LiteRtNetwork])
def test_a_model_that_was_changed_is_refused(engine: type[OpenCvNetwork | LiteRtNetwork], tmp_path: Path) -> None:
    changed = tmp_path / "faces.tflite"
    changed.write_bytes(faces.MODEL.path.read_bytes() + b"\0")

    with pytest.raises(ConfigurationError, match=r"faces\.tflite is not the one .* SHA-256 .* Install djinar anew"):
        engine(replace(faces.MODEL, path=changed))


def test_a_model_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"gone\.tflite cannot be read: No such file"):
        network(ModelFile(path=tmp_path / "gone.tflite", sha256=""))


def test_a_model_is_read_once_for_all_sessions() -> None:
    assert faces.MODEL.read() is faces.MODEL.read()


@pytest.mark.parametrize("model", [faces.MODEL, person.MODEL])
def test_the_origin_of_each_model_is_told_beside_it(model: ModelFile) -> None:
    origin = model.path.with_name("README.md").read_text()

    assert model.path.name in origin
    assert model.sha256 in origin
    assert "Apache License" in model.path.with_name("LICENSE").read_text()
