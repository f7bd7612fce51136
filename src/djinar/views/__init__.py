"""Class-based views: one that answers offers, one that shows the page."""

from djinar.views.offer import OfferView
from djinar.views.page import StreamPageView

__all__ = ["OfferView", "StreamPageView"]
