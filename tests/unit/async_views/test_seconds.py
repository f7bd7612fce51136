"""What may be posted as ``seconds``, and what is said about everything else."""

import pytest
from django.test import RequestFactory

from async_views.seconds import WrongSeconds, read_seconds


@pytest.mark.parametrize(
    ("body", "seconds"),
    [('{"seconds": 0}', 0), ('{"seconds": 2.5}', 2.5), ('{"seconds": 10}', 10), ("{}", 1), ('{"other": 3}', 1)],
)
def test_json_says_how_long_to_wait(rf: RequestFactory, body: str, seconds: float) -> None:
    request = rf.post("/", body, content_type="application/json; charset=utf-8")

    assert read_seconds(request) == seconds


@pytest.mark.parametrize(("form", "seconds"), [("seconds=0", 0), ("seconds=2.5", 2.5), ("seconds=10", 10), ("", 1)])
def test_a_form_says_how_long_to_wait(rf: RequestFactory, form: str, seconds: float) -> None:
    request = rf.post("/", form, content_type="application/x-www-form-urlencoded")

    assert read_seconds(request) == seconds


def test_a_form_with_files_says_how_long_to_wait(rf: RequestFactory) -> None:
    request = rf.post("/", {"seconds": "3"})

    assert read_seconds(request) == 3


def test_an_empty_post_waits_the_default(rf: RequestFactory) -> None:
    request = rf.generic("POST", "/", content_type="")

    assert read_seconds(request) == 1


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("-0.1", "-0.1"),
        ("10.01", "10.01"),
        ("NaN", "nan"),
        ("Infinity", "inf"),
        ("1e999", "inf"),
        ("true", "True"),
        ("null", "None"),
        ('"1"', "'1'"),
        ("[1]", "[1]"),
        ("1" + "0" * 400, "100000000000000000...0000000000000000000"),
        ("[" * 900 + "]" * 900, "[[[[[[[...]]]]]]]"),
    ],
)
def test_json_with_anything_but_a_number_in_range_is_refused(rf: RequestFactory, value: str, shown: str) -> None:
    request = rf.post("/", f'{{"seconds": {value}}}', content_type="application/json")

    with pytest.raises(WrongSeconds) as refusal:
        read_seconds(request)

    assert str(refusal.value) == f"seconds must be a number from 0 to 10, not {shown}."


@pytest.mark.parametrize(
    ("value", "shown"),
    [("-1", "-1.0"), ("11", "11.0"), ("nan", "nan"), ("inf", "inf"), ("true", "'true'"), ("one", "'one'"), ("", "''")],
)
def test_a_form_with_anything_but_a_number_in_range_is_refused(rf: RequestFactory, value: str, shown: str) -> None:
    request = rf.post("/", {"seconds": value})

    with pytest.raises(WrongSeconds) as refusal:
        read_seconds(request)

    assert str(refusal.value) == f"seconds must be a number from 0 to 10, not {shown}."


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"seconds=1", "The body is not JSON."),
        (b"\xff", "The body is not JSON."),
        (b"[" * 100_000, "The body is not JSON."),
        (b'{"seconds": 1' + b"0" * 5000 + b"}", "The body is not JSON."),
        (b"[1]", 'The body must be a JSON object, such as {"seconds": 1}.'),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(rf: RequestFactory, body: bytes, reason: str) -> None:
    request = rf.generic("POST", "/", body, content_type="application/json")

    with pytest.raises(WrongSeconds) as refusal:
        read_seconds(request)

    assert str(refusal.value) == reason


def test_a_body_of_another_type_is_refused(rf: RequestFactory) -> None:
    request = rf.generic("POST", "/", "seconds: 1", content_type="text/yaml")

    with pytest.raises(WrongSeconds) as refusal:
        read_seconds(request)

    assert str(refusal.value) == "Post JSON or a form, not text/yaml."
