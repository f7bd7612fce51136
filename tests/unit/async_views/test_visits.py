"""Counting visits from async code."""

import asyncio
import datetime as dt

import pytest
from django.test import AsyncClient
from django.utils import timezone

from async_views.models import DayOfVisits

pytestmark = pytest.mark.django_db(transaction=True)  # the view's thread has to see what the test wrote


async def test_each_visit_gets_the_next_number(async_client: AsyncClient) -> None:
    responses = [await async_client.get("/async/visits") for _ in range(3)]

    assert [response.content for response in responses] == [
        b"Visit 1 today, 1 in all.",
        b"Visit 2 today, 2 in all.",
        b"Visit 3 today, 3 in all.",
    ]


async def test_earlier_days_count_in_the_total(async_client: AsyncClient) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    await DayOfVisits.objects.acreate(day=yesterday, visits=41)

    response = await async_client.get("/async/visits")

    assert response.content == b"Visit 1 today, 42 in all."


async def test_visitors_at_the_same_time_get_different_numbers(async_client: AsyncClient) -> None:
    responses = await asyncio.gather(*(async_client.get("/async/visits") for _ in range(5)))

    numbers = sorted(int(response.content.split()[1]) for response in responses)
    assert numbers == [1, 2, 3, 4, 5]


async def test_no_cache_answers_for_the_view(async_client: AsyncClient) -> None:
    response = await async_client.get("/async/visits")

    assert "no-store" in response.headers["Cache-Control"]


def test_the_admin_shows_a_day_in_words() -> None:
    day = DayOfVisits(day=dt.date(2026, 11, 22), visits=3)

    assert str(day) == "3 on 2026-11-22"
