"""A view that counts its visits: the ORM from async code."""

import datetime

from asgiref.sync import sync_to_async
from django.db import transaction
from django.db.models import F, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from async_views.models import DayOfVisits


@never_cache
@require_GET
async def visits(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    await DayOfVisits.objects.aget_or_create(day=today)
    number = await sync_to_async(take_number)(today)
    total = await DayOfVisits.objects.aaggregate(visits=Sum("visits"))
    return HttpResponse(f"Visit {number} today, {total['visits']} in all.", "text/plain; charset=utf-8")


def take_number(day: datetime.date) -> int:
    """Count a visit and return its number, which no other visit of that day gets.

    The update locks the row until the transaction ends, so nobody counts between it and the read. Transactions have
    no async form in Django, so async code calls this through ``sync_to_async``.
    """
    with transaction.atomic():
        DayOfVisits.objects.filter(day=day).update(visits=F("visits") + 1)
        return DayOfVisits.objects.values_list("visits", flat=True).get(day=day)
