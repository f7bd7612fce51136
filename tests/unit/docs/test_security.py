"""The threat model, held against the tests that it names."""

from __future__ import annotations

import ast
import re

import pytest

from docs.pages import PAGES

REPOSITORY = PAGES.parent
SECURITY = (REPOSITORY / "SECURITY.md").read_text()
ROWS = re.findall(r"^\| (?!attack|---)([^|]+)\|([^|]+)\|([^|]+)\|$", SECURITY, re.MULTILINE)
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+/test_\w+\.py)::(\w+)`", SECURITY)))


@pytest.mark.parametrize(("path", "name"), NAMED, ids=[name for _, name in NAMED])
def test_a_proof_that_is_named_is_a_test(path: str, name: str) -> None:
    module = ast.parse((REPOSITORY / path).read_text())

    functions = [node.name for node in module.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert name.startswith("test_")
    assert functions.count(name) == 1


def test_every_attack_has_an_answer_and_a_proof() -> None:
    assert len(ROWS) >= 25
    for attack, answer, proof in ROWS:
        assert answer.strip(), attack
        assert re.fullmatch(r" `tests/[\w/.]+::\w+`(, `tests/[\w/.]+::\w+`)* ", proof), attack
