"""Class-based views: one that answers offers, one that shows the page."""

from djinar.views.offer import OfferView

__all__ = ["OfferView"]
