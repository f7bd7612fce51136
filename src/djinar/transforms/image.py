"""Pictures as transforms see them, and the ways between their pixel forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias, cast

import cv2
import numpy as np
import numpy.typing as npt

from djinar.exceptions import InvalidImage
from djinar.transforms.form import Form

Pixels: TypeAlias = npt.NDArray[np.uint8]
"""A picture in any of the forms."""

BgrImage: TypeAlias = Annotated[npt.NDArray[np.uint8], Form.BGR]
"""``uint8``, shape ``(height, width, 3)``, channels blue, green, red."""

RgbImage: TypeAlias = Annotated[npt.NDArray[np.uint8], Form.RGB]
"""``uint8``, shape ``(height, width, 3)``, channels red, green, blue."""

GrayImage: TypeAlias = Annotated[npt.NDArray[np.uint8], Form.GRAY]
"""``uint8``, shape ``(height, width)``, 0 is black and 255 white."""

I420Image: TypeAlias = Annotated[npt.NDArray[np.uint8], Form.I420]
"""``uint8``, shape ``(height * 3 // 2, width)``, both even: the rows of Y, then U and V at half size, packed.

Limited range, BT.601: what VP8 carries and OpenCV assumes. ``i420_planes`` gives the three as pictures.
"""

_GRAY_LEVELS, _LUMA_LEVELS, _LUMA_BLACK, _NO_COLOUR = 255, 219, 16, 128


@dataclass(frozen=True, slots=True)
class Image:
    """Pixels and the form that they are in."""

    form: Form
    pixels: Pixels

    def to(self, form: Form) -> Pixels:
        """The pixels in another form: themselves where it is the same, else a new array; no copy that is not needed.

        One is for a view such as ``image[:, ::-1]``, into which OpenCV cannot draw, and for what cannot be written to.
        An odd last row or column is cut off on the way to I420, which halves the colours.
        """
        if form is self.form:
            return np.require(self.pixels, requirements=["C", "W"])
        return _CONVERSIONS[self.form, form](self.pixels)


def checked_image(returned: object, form: Form) -> Image:
    """What a transform returned.

    Raises:
        InvalidImage: it is no picture of that form of at least 2x2 pixels.
    """
    if returned is None:
        raise InvalidImage("A transform must return a picture, and this one returned nothing: add the `return`.")
    if not isinstance(returned, np.ndarray):
        raise InvalidImage(f"A transform must return a NumPy array, not {type(returned).__name__}.")
    shape, fits = _SHAPES[form]
    if returned.dtype != np.uint8 or not fits(returned):
        raise InvalidImage(
            f"A transform of {form} pictures must return uint8 of shape {shape}, at least 2x2, "
            f"not {returned.dtype} of shape {returned.shape}{_remedy(returned, form)}."
        )
    return Image(form, np.ascontiguousarray(returned) if form is Form.I420 else returned)


_SHAPES: dict[Form, tuple[str, Callable[[Pixels], bool]]] = {
    Form.BGR: ("(height, width, 3)", lambda image: image.ndim == 3 and image.shape[2] == 3 and _is_large(image)),
    Form.RGB: ("(height, width, 3)", lambda image: image.ndim == 3 and image.shape[2] == 3 and _is_large(image)),
    Form.GRAY: ("(height, width)", lambda image: image.ndim == 2 and _is_large(image)),
    Form.I420: (
        "(height * 3 // 2, width) with both even",
        lambda image: image.ndim == 2 and image.shape[0] % 3 == image.shape[1] % 2 == 0 and _is_large(image),
    ),
}


def _remedy(returned: npt.NDArray[Any], form: Form) -> str:
    """For the two mistakes that nearly everybody makes."""
    if returned.dtype != np.uint8:
        return ": scale it to 0 to 255, then .astype(np.uint8)"
    if form in (Form.BGR, Form.RGB) and _SHAPES[Form.GRAY][1](returned):
        return ": say `-> GrayImage` if it is grey"
    return ""


def _is_large(image: Pixels) -> bool:
    return bool(min(image.shape[:2]) >= 2)


def i420_planes(image: I420Image) -> tuple[Pixels, Pixels, Pixels]:
    """Y, U and V as views: what is written to one is written to the picture.

    Shapes ``(height, width)`` and twice ``(height // 2, width // 2)``. ``image`` must be contiguous, as those that a
    transform gets are.
    """
    height, width = image.shape[0] // 3 * 2, image.shape[1]
    u, v = image[height:].reshape(2, height // 2, width // 2)
    return image[:height], u, v


def _colour(code: int) -> Callable[[Pixels], Pixels]:
    return lambda image: cast(Pixels, cv2.cvtColor(image, code))


def _even(image: Pixels) -> Pixels:
    height, width = image.shape[:2]
    return image[: height & ~1, : width & ~1]


def _gray_from_i420(planes: Pixels) -> Pixels:
    luma = planes[: planes.shape[0] // 3 * 2]
    stretch = _GRAY_LEVELS / _LUMA_LEVELS
    # Saturates, while convertScaleAbs would turn what is blacker than black bright.
    return cast(Pixels, cv2.addWeighted(luma, stretch, luma, 0, -_LUMA_BLACK * stretch))


def _i420_from_gray(gray: Pixels) -> Pixels:
    luma = cv2.convertScaleAbs(_even(gray), alpha=_LUMA_LEVELS / _GRAY_LEVELS, beta=_LUMA_BLACK)
    height, width = luma.shape
    planes = np.empty((height * 3 // 2, width), np.uint8)
    planes[:height], planes[height:] = luma, _NO_COLOUR
    return planes


_BGR, _RGB, _GRAY, _I420 = Form.BGR, Form.RGB, Form.GRAY, Form.I420
_CONVERSIONS: dict[tuple[Form, Form], Callable[[Pixels], Pixels]] = {
    (_BGR, _RGB): _colour(cv2.COLOR_BGR2RGB),
    (_BGR, _GRAY): _colour(cv2.COLOR_BGR2GRAY),
    (_BGR, _I420): lambda image: cast(Pixels, cv2.cvtColor(_even(image), cv2.COLOR_BGR2YUV_I420)),
    (_RGB, _BGR): _colour(cv2.COLOR_RGB2BGR),
    (_RGB, _GRAY): _colour(cv2.COLOR_RGB2GRAY),
    (_RGB, _I420): lambda image: cast(Pixels, cv2.cvtColor(_even(image), cv2.COLOR_RGB2YUV_I420)),
    (_GRAY, _BGR): _colour(cv2.COLOR_GRAY2BGR),
    (_GRAY, _RGB): _colour(cv2.COLOR_GRAY2RGB),
    (_GRAY, _I420): _i420_from_gray,
    (_I420, _BGR): _colour(cv2.COLOR_YUV2BGR_I420),
    (_I420, _RGB): _colour(cv2.COLOR_YUV2RGB_I420),
    (_I420, _GRAY): _gray_from_i420,
}
