"""docs/async-views.md shows code as it is."""

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[3]
GUIDE = (REPOSITORY / "docs" / "async-views.md").read_text()
EXCERPTS = re.findall(r"```python\n# (\S+)\n(.*?)```", GUIDE, re.DOTALL)


def test_every_excerpt_says_where_it_is_from() -> None:
    assert len(EXCERPTS) == GUIDE.count("```python")


@pytest.mark.parametrize(("source", "excerpt"), EXCERPTS)
def test_an_excerpt_is_in_its_source(source: str, excerpt: str) -> None:
    assert excerpt.rstrip("\n") in (REPOSITORY / source).read_text()
