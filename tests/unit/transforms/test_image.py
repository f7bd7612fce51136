"""Pictures in the four forms, and the ways between these."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest

from djinar.exceptions import InvalidImage
from djinar.transforms.form import Form
from djinar.transforms.image import Image, Pixels, checked_image, i420_planes

FORMS = [Form.BGR, Form.RGB, Form.GRAY, Form.I420]
COLOURS = [(0, 0, 0), (255, 255, 255), (255, 0, 0), (0, 255, 0), (0, 0, 255), (60, 120, 180)]
SIZES = [(5, 6), (4, 7), (5, 7), (2, 2), (3, 3)]
VIEWS = [np.s_[::-1], np.s_[:, ::-1], np.s_[::2, ::2], np.s_[1:-1, 2:-2]]


def plain(form: Form, bgr: tuple[int, int, int] = (60, 120, 180), size: tuple[int, int] = (4, 6)) -> Image:
    """A picture of one colour. Its I420 values are those of BT.601, its gray the usual sum."""
    height, width = size
    blue, green, red = bgr
    if form is Form.GRAY:
        return Image(form, np.full(size, round(0.114 * blue + 0.587 * green + 0.299 * red), np.uint8))
    if form is not Form.I420:
        return Image(form, np.full((*size, 3), bgr if form is Form.BGR else bgr[::-1], np.uint8))
    planes = np.empty((height * 3 // 2, width), np.uint8)
    planes[:height] = round(16 + (65.481 * red + 128.553 * green + 24.966 * blue) / 255)
    _, u, v = i420_planes(planes)
    u[:] = round(128 + (-37.797 * red - 74.203 * green + 112 * blue) / 255)
    v[:] = round(128 + (112 * red - 93.786 * green - 18.214 * blue) / 255)
    return Image(form, planes)


def noise(form: Form, size: tuple[int, int] = (8, 12)) -> Pixels:
    height, width = size
    shape = {Form.GRAY: size, Form.I420: (height * 3 // 2, width)}.get(form, (*size, 3))
    return np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8)


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize(("form", "other"), [pair for pair in permutations(FORMS, 2) if Form.GRAY not in pair])
def test_a_colour_is_the_same_in_every_form(form: Form, other: Form, colour: tuple[int, int, int]) -> None:
    converted = plain(form, colour).to(other)

    assert np.abs(converted.astype(int) - plain(other, colour).pixels).max() <= 3


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("form", [Form.BGR, Form.RGB, Form.I420])
def test_gray_is_as_bright_as_the_colour_was(form: Form, colour: tuple[int, int, int]) -> None:
    gray = plain(form, colour).to(Form.GRAY)

    assert np.abs(gray.astype(int) - plain(Form.GRAY, colour).pixels).max() <= 1


@pytest.mark.parametrize("form", [Form.BGR, Form.RGB, Form.I420])
@pytest.mark.parametrize("level", [0, 1, 90, 254, 255])
def test_gray_is_gray_in_every_form(form: Form, level: int) -> None:
    converted = plain(Form.GRAY, (level, level, level)).to(form)

    assert np.abs(converted.astype(int) - plain(form, (level, level, level)).pixels).max() <= 1


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("form", FORMS)
def test_a_colour_survives_the_way_to_the_planes_and_back(form: Form, colour: tuple[int, int, int]) -> None:
    image = plain(form, colour)

    returned = Image(Form.I420, image.to(Form.I420)).to(form)

    assert np.abs(returned.astype(int) - image.pixels).max() <= 3


def test_planes_that_are_blacker_than_black_are_black_and_whiter_than_white_white() -> None:
    planes = plain(Form.I420).pixels
    planes[0], planes[1] = 0, 255

    gray = Image(Form.I420, planes).to(Form.GRAY)

    assert (gray[0] == 0).all()
    assert (gray[1] == 255).all()


def test_planes_hold_brightness_above_two_halved_colours() -> None:
    planes = Image(Form.BGR, np.zeros((4, 6, 3), np.uint8)).to(Form.I420)

    assert planes.shape == (6, 6)
    assert (planes[:4] == 16).all()  # limited range: black is 16
    assert (planes[4:] == 128).all()


def test_each_plane_is_a_picture_that_can_be_drawn_into() -> None:
    planes = noise(Form.I420)

    y, u, v = i420_planes(planes)
    y[:], u[:], v[:] = 50, 100, 150

    assert (y.shape, u.shape, v.shape) == ((8, 12), (4, 6), (4, 6))
    assert (planes.ravel() == [50] * 96 + [100] * 24 + [150] * 24).all()


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("form", [Form.BGR, Form.RGB, Form.GRAY])
def test_an_odd_last_row_or_column_is_cut_off(form: Form, size: tuple[int, int]) -> None:
    planes = plain(form, size=size).to(Form.I420)

    height, width = size[0] // 2 * 2, size[1] // 2 * 2
    assert planes.shape == (height * 3 // 2, width)
    assert planes.flags.c_contiguous


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize(("form", "other"), list(permutations([Form.BGR, Form.RGB, Form.GRAY], 2)))
def test_an_odd_picture_keeps_its_size_in_forms_that_can_have_it(
    form: Form, other: Form, size: tuple[int, int]
) -> None:
    assert plain(form, size=size).to(other).shape[:2] == size


@pytest.mark.parametrize(("form", "other"), list(product([Form.BGR, Form.RGB, Form.GRAY], FORMS)))
@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_a_view_of_another_array_is_a_picture_too(view: tuple[slice, ...], form: Form, other: Form) -> None:
    pixels = noise(form)[view]

    converted = checked_image(pixels, form).to(other)

    assert np.array_equal(converted, Image(form, pixels.copy()).to(other))


@pytest.mark.parametrize("view", [np.s_[:, ::-1], np.s_[:, ::2], np.s_[:9, 2:-2]], ids=str)
@pytest.mark.parametrize("form", FORMS)
def test_planes_may_be_a_view_of_another_array(view: tuple[slice, ...], form: Form) -> None:
    pixels = noise(Form.I420, (8, 16))[view]

    converted = checked_image(pixels, Form.I420).to(form)

    assert np.array_equal(converted, Image(Form.I420, pixels.copy()).to(form))


@pytest.mark.parametrize("form", FORMS)
def test_a_picture_in_the_right_form_is_handed_on_itself(form: Form) -> None:
    pixels = noise(form)

    assert checked_image(pixels, form).to(form) is pixels


@pytest.mark.parametrize("form", FORMS)
def test_what_cannot_be_drawn_into_is_copied_first(form: Form) -> None:
    turned = noise(form)[:, ::-1]
    read_only = noise(form)
    read_only.flags.writeable = False

    for pixels in (turned, read_only):
        handed_on = checked_image(pixels, form).to(form)

        assert handed_on.flags.c_contiguous
        assert handed_on.flags.writeable
        assert np.array_equal(handed_on, pixels)
        assert not np.shares_memory(handed_on, pixels)


@pytest.mark.parametrize(("form", "other"), list(permutations(FORMS, 2)))
def test_the_picture_belongs_to_whoever_asked_for_it(form: Form, other: Form) -> None:
    image = plain(form)

    converted = image.to(other)
    converted[:] = 0

    assert np.array_equal(image.pixels, plain(form).pixels)


NO_PICTURE = [
    None,
    "picture",
    [[0]],
    np.zeros((4, 6), np.uint8),
    np.zeros((4, 6, 4), np.uint8),
    np.zeros((4, 6, 1), np.uint8),
    np.zeros((1, 4, 6, 3), np.uint8),
    np.zeros((4, 6, 3), np.float64),
    np.zeros((4, 6, 3), np.int8),
    np.zeros((1, 6, 3), np.uint8),
    np.zeros((4, 0, 3), np.uint8),
]


@pytest.mark.parametrize("form", [Form.BGR, Form.RGB])
@pytest.mark.parametrize(
    "returned",
    NO_PICTURE,
    ids=lambda value: f"{getattr(value, 'dtype', '')} {getattr(value, 'shape', type(value).__name__)}".strip(),
)
def test_what_is_no_picture_is_refused_with_what_it_is(returned: object, form: Form) -> None:
    with pytest.raises(InvalidImage, match=r"A transform( of .* pictures)? must return"):
        checked_image(returned, form)


@pytest.mark.parametrize(
    ("returned", "remedy"),
    [
        (None, r"add the `return`"),
        (np.zeros((4, 6, 3)), r"scale it to 0 to 255, then \.astype\(np\.uint8\)"),
        (np.zeros((4, 6), np.uint8), r"say `-> GrayImage` if it is grey"),
    ],
    ids=["nothing", "fractions", "grey"],
)
def test_what_nearly_everybody_returns_once_is_refused_with_what_to_write(returned: object, remedy: str) -> None:
    with pytest.raises(InvalidImage, match=remedy):
        checked_image(returned, Form.BGR)


@pytest.mark.parametrize(
    ("form", "shape"),
    [
        (Form.GRAY, (4, 6, 3)),
        (Form.GRAY, (4, 6, 1)),
        (Form.GRAY, (1, 6)),
        (Form.I420, (4, 6, 3)),
        (Form.I420, (5, 6)),
        (Form.I420, (6, 5)),
        (Form.I420, (0, 6)),
        (Form.I420, (6, 0)),
    ],
    ids=str,
)
def test_a_shape_of_another_form_is_refused_with_both(form: Form, shape: tuple[int, ...]) -> None:
    with pytest.raises(InvalidImage) as refused:
        checked_image(np.zeros(shape, np.uint8), form)

    assert f"of {form} pictures must return uint8 of shape (height" in str(refused.value)
    assert str(refused.value).endswith(f"not uint8 of shape {shape}.")
