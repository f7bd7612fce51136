"""The form of a transform's options."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from annotated_types import Ge, Gt, Interval, Len, MaxLen, MultipleOf, Unit, doc
from django.test import override_settings
from django.utils import translation

from djinar import BgrImage, Colour, Sound, transform
from djinar.exceptions import OptionError
from djinar.forms import OptionsForm, options_form
from djinar.transforms.options import as_json
from djinar.transforms.registry import resolve
from djinar.transforms.transform import described


class Mood(Enum):
    CALM = "calm"
    VERY_WILD = "wild"


@transform
def adorned(
    image: BgrImage,
    *,
    low: Annotated[int, Interval(ge=0, le=255), Unit("px"), doc("Where it begins.")] = 100,
    strength: Annotated[float, Interval(gt=0, le=2)] = 0.5,
    offset: float = 0.0,
    size: Annotated[int, Interval(ge=1, le=31), MultipleOf(5)] = 10,
    count: Annotated[int, Ge(1), Unit("pieces")] = 3,
    is_bold: bool = True,
    corner: Literal["left", "right"] = "left",
    turn: Literal[0, 45, 90, 180, 270] = 90,
    mood: Mood = Mood.CALM,
    ink: Colour = Colour("#ff8800"),
    words: Annotated[str, Len(1, 8)] = "hello",
) -> BgrImage:
    """An option of every kind."""
    return image


OPTIONS = resolve([adorned])["adorned"].options
VALUES: dict[str, list[Any]] = {
    "low": [0, 255, -1, 256, 1.5, 7.0, True, "", "12", "twelve", None, [1], {}, 10**400, float("nan")],
    "strength": [1, 0.001, 2, 0, 2.1, "0.5", "1e-3", "inf", float("inf"), False, 2**60],
    "offset": [0, -1e9, "nan", "-3.5", "", [0.0]],
    "size": [5, 30, 0, 31, 35, 7],
    "count": [1, 10**12, 0],
    "is_bold": [True, False, 1, 0, None, [], "maybe", ""],
    "corner": ["left", "right", "top", "", 1, None],
    "turn": [0, 270, 1, "90", "ninety", 90.0, True],
    "mood": ["calm", "wild", "CALM", "Mood.CALM", 0],
    "ink": ["#FF0000", "#ff000", "red", "", 255],
    "words": ["a", "12345678", "123456789", "", "  ", 5, None],
}
CASES = [(name, value) for name, values in VALUES.items() for value in values]


def outcome_of_the_channel(name: str, value: object) -> object:
    try:
        return as_json({name: OPTIONS[name].check(value)})[name]
    except OptionError as error:
        return str(error)


def outcome_of_the_form(name: str, value: object) -> object:
    form = options_form(adorned)(data={name: value})
    return form.cleaned_data[name] if form.is_valid() else form.errors[name][0]


@pytest.mark.parametrize(("name", "value"), [case for case in CASES if not isinstance(case[1], str)])
def test_a_value_is_judged_as_on_the_data_channel(name: str, value: object) -> None:
    meant = as_json({name: OPTIONS[name].default})[name] if value is None else value

    assert repr(outcome_of_the_form(name, value)) == repr(outcome_of_the_channel(name, meant))


@pytest.mark.parametrize(("name", "value"), [("low", 17), ("strength", 0.25), ("size", 35), ("turn", 180), ("turn", 1)])
def test_a_number_posted_as_text_is_judged_as_the_number(name: str, value: float) -> None:
    assert outcome_of_the_form(name, str(value)) == outcome_of_the_channel(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [case for case in CASES if isinstance(case[1], str) and OPTIONS[case[0]].kind not in (int, float)],
)
def test_a_text_is_judged_as_on_the_data_channel(name: str, value: str) -> None:
    assert outcome_of_the_form(name, value) == outcome_of_the_channel(name, value)


@pytest.mark.parametrize("value", ["", "twelve", "nan", "inf", "1,5", "0x10"])
@pytest.mark.parametrize("name", ["low", "strength", "offset"])
def test_a_text_that_is_no_number_is_refused_in_the_words_of_the_data_channel(name: str, value: str) -> None:
    assert outcome_of_the_form(name, value) == outcome_of_the_channel(name, value)


def test_what_is_posted_becomes_values_of_json() -> None:
    posted = {"low": "7", "strength": "1", "corner": "right", "turn": "180", "mood": "wild", "ink": "#FFFFFF"}

    form = options_form(adorned)(data=posted)

    assert form.is_valid()
    assert form.cleaned_data == {
        "low": 7,
        "strength": 1.0,
        "offset": 0.0,
        "size": 10,
        "count": 3,
        "is_bold": False,
        "corner": "right",
        "turn": 180,
        "mood": "wild",
        "ink": "#ffffff",
        "words": "hello",
    }
    assert type(form.cleaned_data["strength"]) is float


def test_a_checked_box_is_true_and_an_unchecked_one_false() -> None:
    form = options_form(adorned)

    checked, unchecked = form(data={"is_bold": "on"}), form(data={})

    assert (checked.is_valid(), checked.cleaned_data["is_bold"]) == (True, True)
    assert (unchecked.is_valid(), unchecked.cleaned_data["is_bold"]) == (True, False)


def markup(form: OptionsForm, name: str) -> str:
    return str(form[name])


@pytest.mark.parametrize(
    ("name", "attributes"),
    [
        ("low", 'type="range" name="low" value="100" step="1" min="0" max="255"'),
        ("strength", 'type="range" name="strength" value="0.5" step="0.01" min="0.01" max="2"'),
        ("offset", 'type="number" name="offset" value="0.0" step="any"'),
        ("size", 'type="range" name="size" value="10" step="5" min="5" max="31"'),
        ("count", 'type="number" name="count" value="3" step="1" min="1"'),
        ("is_bold", 'type="checkbox" name="is_bold" role="switch"'),
        ("corner", 'type="radio" name="corner" value="left"'),
        ("ink", 'type="color" name="ink" value="#ff8800"'),
        ("words", 'type="text" name="words" value="hello" maxlength="8"'),
    ],
)
def test_each_kind_of_option_has_its_control(name: str, attributes: str) -> None:
    assert f"<input {attributes}" in markup(options_form(adorned)(), name)


def test_many_choices_are_a_list_and_few_are_buttons() -> None:
    form = options_form(adorned)()

    assert re.findall(r'<option value="(\d+)"( selected)?>', markup(form, "turn"))[2] == ("90", " selected")
    assert re.findall(r"<span>([\w ]+)</span>", markup(form, "mood")) == ["Calm", "Very wild"]


def test_the_value_of_a_slider_is_shown_with_its_unit() -> None:
    assert ">100\u00a0px</output>" in markup(options_form(adorned)(), "low")
    assert "pieces</span>" in markup(options_form(adorned)(), "count")


def test_a_form_shows_labels_and_help() -> None:
    page = str(options_form(adorned)())

    assert '<label for="id_adorned_low">Low</label>' in page
    assert '<p class="djinar-help" id="id_adorned_low_helptext">Where it begins.</p>' in page
    assert re.search(r'<input type="range" name="low"[^>]* aria-describedby="id_adorned_low_helptext"', page)


def test_a_refused_value_is_shown_with_its_error() -> None:
    page = str(options_form(adorned)(data={"low": "300"}))

    assert re.search(r'value="300"[^>]* aria-invalid="true" aria-describedby="[^"]*id_adorned_low_error"', page)
    assert "Option &#x27;low&#x27; must be at most 255." in page


def test_two_forms_on_a_page_share_no_id() -> None:
    pages = [
        str(options_form(name)(prefix=prefix)) for name, prefix in [("edges", "a"), ("edges", "b"), ("adorned", None)]
    ]

    ids = re.findall(r'\bid="([^"]+)"', "".join(pages))
    assert ids
    assert len(ids) == len(set(ids))


@transform
def shy(sound: Sound, *, text: Annotated[str, MaxLen(3)] = "", above: Annotated[int, Gt(0)] = 1) -> Sound:
    return sound


def test_the_range_of_a_whole_number_leaves_out_what_it_excludes() -> None:
    assert 'min="1"' in markup(options_form(shy)(), "above")


def test_a_transform_of_sound_has_a_form_too() -> None:
    form = options_form("shy")(data={"text": "abcd"})

    assert form.errors == {"text": ["Option 'text' must have at most 3 characters."]}


def test_the_words_of_a_transform_are_translated_by_the_projects_catalogue(tmp_path: Path) -> None:
    catalogue = tmp_path / "de" / "LC_MESSAGES"
    catalogue.mkdir(parents=True)
    (catalogue / "django.mo").write_bytes(compiled({"Low": "Untergrenze", "Where it begins.": "Wo es beginnt."}))

    with override_settings(LOCALE_PATHS=[tmp_path]), translation.override("de"):
        page = str(options_form(adorned)())

    assert '<label for="id_adorned_low">Untergrenze</label>' in page
    assert "Wo es beginnt." in page
    assert "Project-Id-Version" not in page


def compiled(messages: dict[str, str]) -> bytes:
    """A catalogue as gettext reads it. Source: GNU gettext manual, "The Format of GNU MO Files"."""
    head = {"": "Project-Id-Version: none\nContent-Type: text/plain; charset=UTF-8\n"}
    pairs = [(key.encode(), text.encode()) for key, text in sorted({**head, **messages}.items())]
    place = 28 + 16 * len(pairs)
    tables, texts = [b"", b""], b""
    for side in (0, 1):
        for pair in pairs:
            tables[side] += len(pair[side]).to_bytes(4, "little") + (place + len(texts)).to_bytes(4, "little")
            texts += pair[side] + b"\0"
    head_words = (0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return b"".join(word.to_bytes(4, "little") for word in head_words) + tables[0] + tables[1] + texts


def test_an_option_may_be_called_as_something_of_the_form_is() -> None:
    def tempting(image: BgrImage, *, transform: int = 3, media: str = "x", fields: bool = True) -> BgrImage:
        return image

    known = described(tempting, "tempting", keeps_picture=False, block_ms=10)
    form = options_form(known)(data={"transform": "5", "media": "y"})

    assert form.is_valid()
    assert form.cleaned_data == {"transform": 5, "media": "y", "fields": False}
    assert 'id="id_tempting_transform"' in str(form)


def test_nothing_that_is_declared_becomes_html() -> None:
    def sly(
        image: BgrImage,
        *,
        words: Annotated[str, doc("<script>")] = '"><img>',
        size: Annotated[int, Interval(ge=0, le=9), Unit("<i>")] = 1,
        mood: Literal["<u>"] = "<u>",
        corner: Literal["<a>", 'b"'] = "<a>",
    ) -> BgrImage:
        return image

    form = options_form(described(sly, "sly", keeps_picture=False, block_ms=10))
    refused = form(data={"words": "<b>", "size": "<b>", "mood": "<b>", "corner": "<b>"})

    for page in (str(form()), str(refused), str(refused.errors)):
        assert not re.search(r"<(script|img|i|u|a|b)>", page)
