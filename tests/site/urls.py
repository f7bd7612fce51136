from __future__ import annotations

from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin
from django.urls import include, path

from djinar.views import OfferView, ReadyView
from tests.site.figures import figures
from tests.site.streams import Broken, Greeter, Hoarse, Quiet, Studio
from tests.site.troubled import Troubled


class MembersOfferView(LoginRequiredMixin, OfferView):
    stream = Quiet


class StaffOfferView(PermissionRequiredMixin, OfferView):
    stream = Quiet
    permission_required = "auth.add_user"


urlpatterns = [
    path("offer", OfferView.as_view(stream=Studio)),
    path("greeter", OfferView.as_view(stream=Greeter)),
    path("broken", OfferView.as_view(stream=Broken)),
    path("troubled", OfferView.as_view(stream=Troubled)),
    path("quiet", OfferView.as_view(stream=Quiet)),
    path("hoarse", OfferView.as_view(stream=Hoarse)),
    path("members", MembersOfferView.as_view()),
    path("staff", StaffOfferView.as_view()),
    path("figures", figures),
    path("fleet-readyz", ReadyView.as_view(full_is_ready=False)),
    path("", include("djinar.urls")),
    path("nothing", OfferView.as_view()),
]
