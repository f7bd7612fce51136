"""What Django takes for an async view: the facts that docs/async-views.md states."""

import asyncio
import sys

import pytest
from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient
from django.urls import path
from django.views import View


class Unmarked:
    async def __call__(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("called")


@markcoroutinefunction
class Marked(Unmarked):
    """The mark of a class is its instances' too."""


urlpatterns = [
    path("unmarked", Unmarked()),
    path("bound-method", Unmarked().__call__),
    path("marked", Marked()),
]
in_this_file = pytest.mark.urls(__name__)


@in_this_file
async def test_an_instance_with_an_async_call_alone_fails(async_client: AsyncClient) -> None:
    with pytest.raises(TypeError, match="sync_to_async can only be applied to sync functions"):
        await async_client.get("/unmarked")


@in_this_file
@pytest.mark.parametrize("url", ["/bound-method", "/marked"])
async def test_its_bound_method_and_an_instance_of_a_marked_class_work(async_client: AsyncClient, url: str) -> None:
    response = await async_client.get(url)

    assert response.content == b"called"


def test_the_old_mark_counts_on_python_3_11_only() -> None:
    view = Unmarked()
    vars(view)["_is_coroutine"] = vars(asyncio.coroutines)["_is_coroutine"]

    assert iscoroutinefunction(view) == (sys.version_info < (3, 12))


def test_a_view_with_async_methods_is_marked_by_as_view() -> None:
    class OnlyAsync(View):
        async def get(self, request: HttpRequest) -> HttpResponse:
            return HttpResponse()

    assert iscoroutinefunction(OnlyAsync.as_view())


def test_a_view_must_not_mix_sync_and_async_methods() -> None:
    class Both(View):
        async def get(self, request: HttpRequest) -> HttpResponse:
            return HttpResponse()

        def post(self, request: HttpRequest) -> HttpResponse:
            return HttpResponse()

    with pytest.raises(ImproperlyConfigured, match="must either be all sync or all async"):
        Both.as_view()
