"""The guide shows the files as they are."""

from __future__ import annotations

import re

import pytest

from tests.deployment import files

GUIDE = (files.ROOT / "docs" / "deployment.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["env.example", "nginx.conf", "djinar.service"])
def test_a_file_that_the_guide_shows_is_the_one_that_is_tested(name: str) -> None:
    blocks = re.findall(r"^```\w+\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)

    assert files.text(name, {}) in blocks


def test_the_guide_leaves_out_no_file() -> None:
    named = set(re.findall(r"[\w-]+\.(?:conf|service|timer|example)\b", GUIDE))

    assert {path.name for path in files.FOLDER.iterdir()} <= named
