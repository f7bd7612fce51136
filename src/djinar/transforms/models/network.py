"""The neural networks that come with the package, and the two engines that run them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from djinar.exceptions import ConfigurationError

Floats: TypeAlias = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """A model in the TFLite format."""

    path: Path
    sha256: str

    def read(self) -> bytes:
        """What is in the file; it is read and checked once in a process.

        Raises:
            ConfigurationError: it is not there, or not the one that the package was made with.
        """
        return _read(self)


class Network(Protocol):
    """A model with the memory that it computes in: each session needs one of its own."""

    def __call__(self, pixels: Floats) -> Mapping[str, Floats]:
        """The outputs by name, valid until the next call.

        ``pixels`` has the shape ``(height, width, 3)``, channels red, green, blue, in the size and range of the model.
        """


class OpenCvNetwork:
    """Run by OpenCV's dnn, with as many threads as ``cv2.getNumThreads`` says."""

    def __init__(self, file: ModelFile) -> None:
        file.read()
        # The new engine of OpenCV 5 loses all outputs but one, and a wish for the other is only heard with a path, not
        # with the bytes.
        self._net = cv2.dnn.readNetFromTFLite(str(file.path), cv2.dnn.ENGINE_CLASSIC)
        self._names = self._net.getUnconnectedOutLayersNames()

    def __call__(self, pixels: Floats) -> Mapping[str, Floats]:
        self._net.setInput(cv2.dnn.blobFromImage(pixels))
        outputs = self._net.forward(self._names)
        return {name: np.asarray(output, np.float32) for name, output in zip(self._names, outputs, strict=True)}


class LiteRtNetwork:
    """Run by Google's LiteRT on one thread, in a third to a half of the time.

    Raises:
        ImportError: it is not installed: it comes with ``djinar[ml]``.
    """

    def __init__(self, file: ModelFile) -> None:
        # Here, since it is an extra; it has no types.
        from ai_edge_litert.interpreter import Interpreter  # type: ignore[import-untyped]

        self._interpreter = Interpreter(model_content=file.read(), num_threads=1)
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]["index"]
        self._outputs = {output["name"]: output["index"] for output in self._interpreter.get_output_details()}

    def __call__(self, pixels: Floats) -> Mapping[str, Floats]:
        self._interpreter.set_tensor(self._input, pixels[np.newaxis])
        self._interpreter.invoke()
        return {name: self._interpreter.get_tensor(index) for name, index in self._outputs.items()}


def network(file: ModelFile) -> Network:
    """The model on the faster engine of those that are installed.

    Raises:
        ConfigurationError: the file is missing or changed.
    """
    try:
        return LiteRtNetwork(file)
    except ImportError:
        return OpenCvNetwork(file)


@lru_cache
def _read(file: ModelFile) -> bytes:
    try:
        content = file.path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"The model {file.path} cannot be read: {error.strerror}. Install djinar anew."
        ) from error
    found = hashlib.sha256(content).hexdigest()
    if found != file.sha256:
        raise ConfigurationError(
            f"The model {file.path} is not the one that djinar comes with: its SHA-256 is {found}, not {file.sha256}. "
            "Install djinar anew."
        )
    return content
