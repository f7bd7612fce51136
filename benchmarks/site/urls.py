from django.urls import path

from benchmarks.site.streams import Echo, Silent
from djinar.views import OfferView

urlpatterns = [
    path("offer", OfferView.as_view(stream=Silent)),
    path("offer/echo", OfferView.as_view(stream=Echo)),
]
