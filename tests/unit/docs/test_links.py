"""The pages lead to each other."""

from __future__ import annotations

import re

import pytest

from docs.pages import PAGES

REPOSITORY = PAGES.parent
NAMES = sorted(path.relative_to(REPOSITORY).as_posix() for path in [*PAGES.glob("*.md"), *REPOSITORY.glob("*.md")])
CODE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)


def anchors(page: str) -> set[str]:
    """As code hosts make them of headings."""
    headings = re.findall(r"^#+ (.+)$", CODE.sub("", page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", NAMES)
def test_every_link_of_a_page_leads_somewhere(name: str) -> None:
    page = REPOSITORY / name
    links = re.findall(r"\]\((?!https?:)([^)\s#]*)(?:#([^)\s]+))?\)", CODE.sub("", page.read_text()))

    for path, anchor in links:
        target = page.parent / path if path else page
        assert target.exists(), path
        assert not anchor or anchor in anchors(target.read_text()), f"{path}#{anchor}"


def test_the_index_has_every_page() -> None:
    listed = set(re.findall(r"\]\(([\w-]+\.md)\)", (PAGES / "index.md").read_text()))

    assert listed == {path.name for path in PAGES.glob("*.md")} - {"index.md"}
