from __future__ import annotations

import json

import pytest

from djinar.sessions import shallow_json


@pytest.mark.parametrize("text", ["[" * 60_000, '{"a":' * 12_000, "[" * 257 + "]" * 257, b"[" * 257 + b"]" * 257])
def test_what_is_nested_deeply_is_refused_before_it_is_read(text: str | bytes) -> None:
    with pytest.raises(ValueError, match="More than 256 lists and objects"):
        shallow_json.loads(text)


def test_a_chain_of_transforms_with_their_options_is_read() -> None:
    chain = [{"name": "edges", "options": {"low": 5}}] * 100

    assert shallow_json.loads(json.dumps(chain)) == chain


def test_brackets_that_do_not_match_are_no_json() -> None:
    with pytest.raises(json.JSONDecodeError):
        shallow_json.loads("[[")
