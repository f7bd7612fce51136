"""What operators ask: ``path("", include("djinar.urls"))``."""

from __future__ import annotations

from django.urls import path

from djinar.views.health import HealthView, ReadyView
from djinar.views.metrics import MetricsView

app_name = "djinar"
urlpatterns = [
    path("healthz", HealthView.as_view(), name="healthz"),
    path("readyz", ReadyView.as_view(), name="readyz"),
    path("metrics", MetricsView.as_view(), name="metrics"),
]
