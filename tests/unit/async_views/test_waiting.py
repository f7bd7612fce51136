"""One waiting view in each of its ways, and the sync one beside them."""

import pytest
from django.test import AsyncClient, Client

ASYNC_PATHS = ["/async/wait", "/async/wait/function", "/async/wait/instance", "/async/wait/class"]
PATHS = [*ASYNC_PATHS, "/async/block"]


@pytest.mark.parametrize("path", ASYNC_PATHS)
async def test_each_way_of_writing_an_async_view_answers(async_client: AsyncClient, path: str) -> None:
    response = await async_client.post(path, {"seconds": 0}, content_type="application/json")

    assert response.status_code == 200
    assert response.content == b"...This was run asynchronously"


@pytest.mark.parametrize("path", ASYNC_PATHS)
def test_each_way_answers_under_a_server_without_async_too(client: Client, path: str) -> None:
    response = client.post(path, {"seconds": 0})

    assert response.status_code == 200
    assert response.content == b"...This was run asynchronously"


async def test_a_sync_view_answers_beside_them(async_client: AsyncClient) -> None:
    response = await async_client.post("/async/block", {"seconds": 0})

    assert response.status_code == 200
    assert response.content == b"...This was run synchronously"


@pytest.mark.parametrize("path", PATHS)
async def test_a_wrong_value_is_refused_with_the_reason_as_plain_text(async_client: AsyncClient, path: str) -> None:
    response = await async_client.post(path, {"seconds": "<b>soon</b>"})

    assert response.status_code == 400
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content == b"seconds must be a number from 0 to 10, not '<b>soon</b>'."


@pytest.mark.parametrize("path", PATHS)
async def test_only_a_post_waits(async_client: AsyncClient, path: str) -> None:
    response = await async_client.get(path)

    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]


@pytest.mark.parametrize("path", PATHS)
async def test_a_plain_client_needs_no_csrf_token(path: str) -> None:
    browser_like = AsyncClient(enforce_csrf_checks=True)

    response = await browser_like.post(path, {"seconds": 0})

    assert response.status_code == 200
