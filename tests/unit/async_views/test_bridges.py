"""Calling from sync to async and back: the facts that docs/async-views.md states."""

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.core.exceptions import SynchronousOnlyOperation

from async_views.models import DayOfVisits


async def look_up() -> str:
    return "found"


async def test_async_code_cannot_call_the_sync_orm() -> None:
    with pytest.raises(SynchronousOnlyOperation):
        DayOfVisits.objects.count()


def test_sync_code_calls_async_code_through_async_to_sync() -> None:
    assert async_to_sync(look_up)() == "found"


async def test_async_to_sync_is_not_for_async_code() -> None:
    with pytest.raises(RuntimeError, match="just await the async function directly"):
        async_to_sync(look_up)()


async def test_sync_to_async_is_not_for_async_functions() -> None:
    with pytest.raises(TypeError, match="can only be applied to sync functions"):
        sync_to_async(look_up)
