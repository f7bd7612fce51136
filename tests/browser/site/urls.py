from __future__ import annotations

from django.contrib.auth.mixins import LoginRequiredMixin
from django.urls import path

from config.urls import urlpatterns as demo
from djinar.views import OfferView, StreamPageView
from tests.browser.site.adjustable import Adjustable
from tests.browser.site.doors import ElsewherePage, enter, free_cats, leave, token
from tests.browser.site.streams import Clumsy, Echo
from tests.browser.site.telling import Telling


class MembersOfferView(LoginRequiredMixin, OfferView):
    stream = Echo


urlpatterns = [
    *demo,
    path("own/", StreamPageView.as_view(stream=Echo, template_name="own.html")),
    path("own/offer", OfferView.as_view(stream=Echo)),
    path("clumsy/", StreamPageView.as_view(stream=Clumsy)),
    path("clumsy/offer", OfferView.as_view(stream=Clumsy)),
    path("adjustable/", StreamPageView.as_view(stream=Adjustable)),
    path("adjustable/beside", StreamPageView.as_view(stream=Adjustable, template_name="beside.html")),
    path("adjustable/offer", OfferView.as_view(stream=Adjustable)),
    path("telling/", StreamPageView.as_view(stream=Telling)),
    path("telling/offer", OfferView.as_view(stream=Telling)),
    path("members/", StreamPageView.as_view(stream=Echo)),
    path("members/offer", MembersOfferView.as_view()),
    path("members/enter", enter),
    path("members/leave", leave),
    path("members/token", token),
    path("free-cats/", free_cats),
    path("elsewhere/", ElsewherePage.as_view()),
]
