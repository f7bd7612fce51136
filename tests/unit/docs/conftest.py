from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.registered import only_ours


@pytest.fixture(scope="module", autouse=True)
def only_ours_registered() -> Iterator[None]:
    """The pages name their transforms as they like."""
    with only_ours():
        yield
