"""Class-based views: one that answers offers, one that shows the page, and what operators ask."""

from djinar.repeated_request import RepeatedRequest
from djinar.views.health import HealthView, ReadyView
from djinar.views.metrics import MetricsView
from djinar.views.offer import OfferView
from djinar.views.page import StreamPageView

__all__ = ["HealthView", "MetricsView", "OfferView", "ReadyView", "RepeatedRequest", "StreamPageView"]
