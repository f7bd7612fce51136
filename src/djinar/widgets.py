"""The widgets of options, where Django has none."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from annotated_types import Gt, Lt
from django import forms
from django.utils.functional import Promise

from djinar.transforms.options import Option

FINEST_DIGITS = 6
_BOXES = {"on": True, "true": True, "True": True, "false": False, "False": False}


class NumberInput(forms.NumberInput):
    """A number with its unit behind it."""

    template_name = "djinar/widgets/number.html"

    def __init__(self, attrs: Mapping[str, str], *, unit: str | Promise = "") -> None:
        super().__init__(dict(attrs))
        self.unit = unit

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["unit"] = self.unit
        return context


class RangeInput(NumberInput):
    """A slider with its value beside it."""

    input_type = "range"
    template_name = "djinar/widgets/range.html"


class RadioChips(forms.RadioSelect):
    template_name = "djinar/widgets/radio_chips.html"


class Switch(forms.CheckboxInput):
    """A box to check, which hands on a value that is no text as it is."""

    def __init__(self) -> None:
        super().__init__({"role": "switch"})

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> Any:
        value = data.get(name, False)
        return _BOXES.get(value, value) if isinstance(value, str) else value


def range_of(option: Option) -> dict[str, str]:
    """The attributes ``min``, ``max`` and ``step`` of a number; HTML counts the steps from ``min``."""
    step = _step(option)
    limits = {"step": "any" if step is None else _text(step)}
    grain = step or Decimal(0)
    if option.minimum is not None:
        least = _decimal(option.minimum)
        if option.step is not None:
            least = math.ceil(least / grain) * grain
        # HTML has no bound that excludes itself.
        if _excludes(option, Gt) and least == _decimal(option.minimum):
            least += grain
        limits["min"] = _text(least)
    if option.maximum is not None:
        most = _decimal(option.maximum)
        if _excludes(option, Lt):
            most -= grain
        limits["max"] = _text(most)
    return limits


def _step(option: Option) -> Decimal | None:
    """The declared one, or what makes a hundred steps or more of a range and can show the default; None for any."""
    if option.step is not None:
        return _decimal(option.step)
    if option.kind is int:
        return Decimal(1)
    if option.minimum is None or option.maximum is None or option.maximum <= option.minimum:
        return None
    digits = math.ceil(-math.log10((option.maximum - option.minimum) / 100))
    offset = _decimal(option.default) - _decimal(option.minimum)
    fitting = (
        Decimal(1).scaleb(-fine) for fine in range(digits, FINEST_DIGITS + 1) if offset % Decimal(1).scaleb(-fine) == 0
    )
    return next(fitting, None)


def _excludes(option: Option, kind: type[Gt | Lt]) -> bool:
    return any(isinstance(bound, kind) for bound in option.bounds)


def _decimal(number: Any) -> Decimal:
    return Decimal(str(number))


def _text(number: Decimal) -> str:
    return f"{number.normalize():f}"
