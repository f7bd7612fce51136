"""The waiting view in each of its ways, a sync one beside them, and the ORM."""

from django.urls import path

from async_views.visits import visits
from async_views.waiting import Wait, WaitAwaited, WaitCalled, block, wait

urlpatterns = [
    path("wait", Wait.as_view()),
    path("wait/function", wait),
    path("wait/instance", WaitCalled()),
    path("wait/class", WaitAwaited),  # type: ignore[arg-type]  # Django awaits anything; its stubs know coroutines only
    path("block", block),
    path("visits", visits),
]
