"""A transform's options as a Django form: for a page to show, and for values to be checked as the data channel does.

.. code-block:: python

    form = options_form("edges")(data={"low": "50", "high": "200"})
    form.is_valid()    # False where Option.check refuses a value, with its words
    form.cleaned_data  # {"low": 50, "high": 200}: values of JSON, as an offer takes them
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from djinar.exceptions import OptionError
from djinar.transforms.colour import Colour
from djinar.transforms.options import JsonValue, Option, as_json
from djinar.transforms.registry import resolve
from djinar.transforms.transform import Transform
from djinar.widgets import NumberInput, RadioChips, RangeInput, Switch, range_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MOST_RADIOS = 4
"""More choices than these become a list."""


class OptionField(forms.Field):
    """Shows an option and leaves the judgement of its value to the option."""

    def __init__(self, option: Option) -> None:
        self.option = option
        self.default: JsonValue = as_json({option.name: option.default})[option.name]
        super().__init__(
            # HTML leaves an unchecked box out, and a text may be empty: nothing is required of the form itself.
            required=False,
            label=_translated(option.label),
            help_text=_translated(option.help),
            initial=self.default,
            widget=_widget(option),
        )

    @property
    def default_as_json(self) -> str:
        return json.dumps(self.default)

    def to_python(self, value: object) -> object:
        """The value of JSON that a text of HTML stands for; what is no text is one already."""
        if value is None:
            return self.default
        if not isinstance(value, str):
            return value
        for known, _ in self.option.choices:
            if value == str(known):
                return known
        return _number(value) if type(self.default) in (int, float) else value

    def clean(self, value: object) -> JsonValue:
        try:
            checked = self.option.check(self.to_python(value))
        except OptionError as error:
            raise ValidationError(str(error), code="invalid-option") from None
        return as_json({self.option.name: checked})[self.option.name]


class OptionsForm(forms.Form):
    """What ``options_form`` makes. Ids carry the transform's name; two forms of one transform need a ``prefix``."""

    transform: ClassVar[Transform]
    template_name = "djinar/options.html"

    class Media:
        css: ClassVar = {"all": ["djinar/properties.css", "djinar/options.css"]}
        js: ClassVar = [forms.Script("djinar/range-value.js", type="module")]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"id_{self.transform.name}_%s"} | kwargs)


def options_form(transform: Transform | str | Callable[..., Any]) -> type[OptionsForm]:
    """The form of a transform, given by its name, as the decorated function or class, or as the registry has it.

    Labels and help texts go through gettext: put them into a catalogue of your project to translate them.

    Raises:
        UnknownTransform: nobody registered it.
    """
    if not isinstance(transform, Transform):
        [transform] = resolve([transform]).values()
    fields = {option.name: OptionField(option) for option in transform.options.values()}
    form = cast(type[OptionsForm], type("OptionsForm", (OptionsForm,), dict(fields)))
    form.transform = transform  # not among the fields, where an option may have that name
    return form


def _widget(option: Option) -> forms.Widget:
    if option.kind is bool:
        return Switch()
    if option.choices:
        few = len(option.choices) <= MOST_RADIOS
        choices = [(value, _translated(label)) for value, label in option.choices]
        return RadioChips(choices=choices) if few else forms.Select(choices=choices)
    if option.kind in (int, float):
        limits = range_of(option)
        is_bounded = "min" in limits and "max" in limits
        return (RangeInput if is_bounded else NumberInput)(limits, unit=_translated(option.unit))
    if issubclass(option.kind, Colour):
        return forms.ColorInput()
    return forms.TextInput({"maxlength": option.max_length} if option.max_length is not None else None)


def _translated(text: str) -> str | _StrPromise:
    # The translation of an empty text is the head of the catalogue.
    return gettext_lazy(text) if text else ""


def _number(text: str) -> int | float | str:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
