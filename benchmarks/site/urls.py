from django.urls import path

from benchmarks.site.streams import Echo, Shaded, Silent
from djinar.views import OfferView, StreamPageView

urlpatterns = [
    path("offer", OfferView.as_view(stream=Silent)),
    path("offer/echo", OfferView.as_view(stream=Echo)),
    path("slider/", StreamPageView.as_view(stream=Shaded)),
    path("slider/offer", OfferView.as_view(stream=Shaded)),
]
