"""Where everything in the demo is."""

from django.contrib import admin
from django.urls import include, path

from djinar.views import OfferView, StreamPageView
from streams import Studio, Voice

urlpatterns = [
    path("", StreamPageView.as_view(stream=Studio)),
    path("offer", OfferView.as_view(stream=Studio)),
    path("voice/", StreamPageView.as_view(stream=Voice)),
    path("voice/offer", OfferView.as_view(stream=Voice)),
    path("", include("djinar.urls")),
    path("async/", include("async_views.urls")),
    path("admin/", admin.site.urls),
]
