from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from djinar import exceptions
from djinar.exceptions import (
    ChainTooLong,
    DjinarError,
    OfferError,
    OptionError,
    ServerBusy,
    ServerFull,
    TooManyOffers,
    TooManySessions,
    UnknownTransform,
)
from djinar.views import problems
from djinar.views.problems import LoginRequired, TooLarge, problem

PROTOCOL = Path(__file__).parents[3] / "docs" / "protocol.md"


def errors() -> list[DjinarError]:
    """One of each kind that a peer may be told of."""
    made = []
    for kind in vars(problems)["_TABLE"]:
        arguments: dict[type[DjinarError], tuple[object, ...]] = {
            UnknownTransform: ("x", ["none"]),
            ChainTooLong: (9, 8),
            OptionError: ("x", "must be y"),
            ServerFull: (16,),
            ServerBusy: (10.0,),
            TooManyOffers: (60, 14.2),
            TooManySessions: (4, "one user"),
        }
        try:
            made.append(kind(*arguments.get(kind, ())))
        except TypeError:
            made.append(kind("A reason."))
    return made


def test_the_protocol_lists_every_refusal_and_no_other() -> None:
    table = re.findall(r"^\| (\d{3}) \| `([a-z-]+)` \|", PROTOCOL.read_text(), re.MULTILINE)

    assert {(response.status_code, json.loads(response.content)["code"]) for response in map(problem, errors())} == {
        (int(status), code) for status, code in table
    }


def test_a_problem_document_says_what_was_wrong() -> None:
    response = problem(OfferError("Line 4 of the offer is not SDP."))

    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content) == {
        "type": "about:blank",
        "title": "Invalid offer",
        "status": 400,
        "code": "invalid-offer",
        "detail": "Line 4 of the offer is not SDP.",
    }


def test_a_kind_of_ones_own_is_told_as_what_it_is_a_kind_of() -> None:
    class TooDark(OfferError):
        pass

    assert problem(TooDark("Switch on the light.")).status_code == 400


@pytest.mark.parametrize(
    ("error", "member", "value"),
    [
        (UnknownTransform("sparkle", ["none", "edges"]), "allowed", ["none", "edges"]),
        (ChainTooLong(9, 8), "kind", "video"),
        (OptionError("low", "must be at least 0"), "option", "low"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_facts_are_members(error: DjinarError, member: str, value: object) -> None:
    assert json.loads(problem(error).content)[member] == value


def test_headers_say_what_to_do_next() -> None:
    assert problem(ServerFull(16))["Retry-After"] == "5"
    assert problem(TooManyOffers(60, 14.2))["Retry-After"] == "15"
    assert problem(TooManySessions(4, "one user"))["Retry-After"] == "5"
    assert problem(LoginRequired("Log in first."))["WWW-Authenticate"]


def test_no_refusal_is_kept_by_a_cache() -> None:
    assert {problem(error)["Cache-Control"] for error in errors()} == {"no-store"}


@pytest.mark.parametrize(
    "name", ["x" * 60_000, "\ud800", "<script>", "\0\r\nX: y"], ids=["long", "surrogate", "tag", "line"]
)
@pytest.mark.parametrize("kind", ["transform", "option"])
def test_what_the_peer_wrote_comes_back_short_and_harmless(kind: str, name: str) -> None:
    error = UnknownTransform(name, ["none"]) if kind == "transform" else OptionError(name, "does not exist")

    response = problem(error)

    assert response.content.isascii()
    assert len(response.content) < 1_000
    assert not any(character in response.content for character in (b"\0", b"\r", b"\n"))


def test_the_limit_of_the_body_is_told() -> None:
    assert "65536 bytes" in json.loads(problem(TooLarge()).content)["detail"]


def test_the_errors_of_the_tree_that_a_peer_can_cause_are_all_in_the_table() -> None:
    not_told = {
        kind.__name__
        for kind in vars(exceptions).values()
        if isinstance(kind, type)
        and issubclass(kind, DjinarError)
        and not set(kind.__mro__) & set(vars(problems)["_TABLE"])
    }

    assert not_told == {
        "DjinarError",
        "ConfigurationError",
        "TransformError",
        "ChoiceError",
        "InvalidImage",
        "InvalidSound",
        "Refused",
        "NoChannel",
    }
