"""The one field of the waiting views: how long to wait."""

import json
import reprlib
from typing import Final

from django.http import HttpRequest

DEFAULT_SECONDS: Final = 1
LONGEST_SECONDS: Final = 10


class WrongSeconds(ValueError):
    """Its text is a sentence for whoever posted the request."""


def read_seconds(request: HttpRequest) -> float:
    """``seconds`` of a JSON object or of a form; the default where it is left out. Raises WrongSeconds."""
    match request.content_type:
        case "application/json":
            value = _json_object(request.body).get("seconds", DEFAULT_SECONDS)
        case "application/x-www-form-urlencoded" | "multipart/form-data" | "":
            value = _number_or_text(request.POST.get("seconds", str(DEFAULT_SECONDS)))
        case other:
            raise WrongSeconds(f"Post JSON or a form, not {other}.")
    # A bool is an int in Python, but true is no length of time. NaN is within no range.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LONGEST_SECONDS:
        raise WrongSeconds(f"seconds must be a number from 0 to {LONGEST_SECONDS}, not {reprlib.repr(value)}.")
    return value


def _json_object(body: bytes) -> dict[str, object]:
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        raise WrongSeconds("The body is not JSON.") from None
    if not isinstance(parsed, dict):
        raise WrongSeconds('The body must be a JSON object, such as {"seconds": 1}.')
    return parsed


def _number_or_text(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text
