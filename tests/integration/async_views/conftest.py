"""One uvicorn for all tests that only ask it."""

from collections.abc import Iterator

import pytest

from tests.integration.server import DemoServer


@pytest.fixture(scope="package")
def demo() -> Iterator[DemoServer]:
    """The demo under uvicorn, with nothing set."""
    with DemoServer() as server:
        yield server
