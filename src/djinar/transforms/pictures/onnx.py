"""A neural network of one's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal

import cv2
import numpy as np

from djinar.exceptions import ConfigurationError
from djinar.transforms.image import BgrImage
from djinar.transforms.models.network import Floats
from djinar.transforms.parts.named_file import named_file


@dataclass(kw_only=True)
class OnnxModel:
    """What an ONNX model makes of the picture; run by OpenCV's dnn.

    A subclass names the file, and is a transform::

        @transform
        class Candy(OnnxModel):
            \"\"\"Painted in sweets.\"\"\"

            model = "candy.onnx"  # beside this module
            scale = 1.0           # it was trained with 0 … 255

    As it stands it serves models of one input and one output, both pictures. For others override ``from_output``, and
    if need be ``to_input``.
    """

    model: ClassVar[str | Path | None] = None
    size: ClassVar[tuple[int, int] | None] = None
    """Width and height of the input, in pixels; that of the picture if None, where the model takes any."""
    channels: ClassVar[Literal["rgb", "bgr", "gray"]] = "rgb"
    layout: ClassVar[Literal["nchw", "nhwc"]] = "nchw"
    """Whether colours come before or after rows and columns, in the input and the output."""
    mean: ClassVar[float | tuple[float, float, float]] = 0.0
    """Taken from each channel, 0 … 255."""
    scale: ClassVar[float | tuple[float, float, float]] = 1 / 255
    """What each channel is then multiplied by."""
    _net: cv2.dnn.Net | None = field(init=False, repr=False, default=None)

    def __call__(self, image: BgrImage) -> BgrImage:
        net = self._net = self._net or self._loaded()
        net.setInput(self.to_input(image))
        names = net.getUnconnectedOutLayersNames()
        outputs = [np.asarray(output, np.float32) for output in net.forward(names)]
        return self.from_output(dict(zip(names, outputs, strict=True)), image)

    def to_input(self, image: BgrImage) -> Floats:
        """``float32`` with a first axis of one."""
        sized = image if self.size is None else cv2.resize(image, self.size, interpolation=cv2.INTER_AREA)
        pixels = sized if self.channels == "bgr" else cv2.cvtColor(sized, _FROM_BGR[self.channels])
        values = ((pixels.reshape(*pixels.shape[:2], -1) - self.mean) * self.scale).astype(np.float32)[np.newaxis]
        return np.ascontiguousarray(values.transpose(0, 3, 1, 2) if self.layout == "nchw" else values)

    def from_output(self, outputs: dict[str, Floats], image: BgrImage) -> BgrImage:
        """The picture to show; ``outputs`` by name, ``image`` as it was given.

        This one takes the first output for a picture, in the range of the input and with its channels or a single one,
        and shows it at the size of ``image``.

        Raises:
            ConfigurationError: it is not of that shape.
        """
        output = next(iter(outputs.values()))
        if output.ndim != 4 or output.shape[0] != 1:
            raise self._misshapen(output)
        pixels = output[0].transpose(1, 2, 0) if self.layout == "nchw" else output[0]
        if pixels.shape[2] not in (1, 3):
            raise self._misshapen(output)
        values = pixels / self.scale + self.mean
        shown = np.clip(values.round(), 0, 255).astype(np.uint8)
        if shown.shape[2] == 1:
            shown = shown.repeat(3, axis=2)
        elif self.channels == "rgb":
            shown = shown[..., ::-1]
        return np.asarray(cv2.resize(shown, (image.shape[1], image.shape[0])), np.uint8)

    def _misshapen(self, output: Floats) -> ConfigurationError:
        return ConfigurationError(
            f"The first output of {type(self).__name__}'s model has the shape {output.shape}, which is no picture in "
            f"the layout {self.layout}: set `layout`, or override `from_output`."
        )

    def _loaded(self) -> cv2.dnn.Net:
        if self.model is None:
            raise ConfigurationError(f'{type(self).__name__} has no model: write `model = "….onnx"` in the class.')
        path = named_file(type(self), "model")
        if not path.is_file():
            raise ConfigurationError(f"{type(self).__name__}.model: there is no file {path}.")
        return cv2.dnn.readNetFromONNX(str(path))


_FROM_BGR = {"rgb": cv2.COLOR_BGR2RGB, "gray": cv2.COLOR_BGR2GRAY}
