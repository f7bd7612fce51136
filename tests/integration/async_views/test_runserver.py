"""The demo under Django's own development server, which speaks WSGI."""

from collections.abc import Iterator

import pytest

from tests.integration.async_views.plain_http import post
from tests.integration.server import DemoServer


@pytest.fixture(scope="module")
def runserver() -> Iterator[DemoServer]:
    with DemoServer(command="runserver") as server:
        yield server


@pytest.mark.parametrize("path", ["wait", "wait/function", "wait/instance", "wait/class"])
async def test_async_views_answer(runserver: DemoServer, path: str) -> None:
    answer = await post(f"{runserver.base_url}/async/{path}", {"seconds": 0.1})

    assert answer.status == 200
    assert answer.text == "...This was run asynchronously"


async def test_a_wrong_value_is_refused(runserver: DemoServer) -> None:
    answer = await post(f"{runserver.base_url}/async/wait", {"seconds": "long"})

    assert answer.status == 400
    assert answer.text == "seconds must be a number from 0 to 10, not 'long'."
