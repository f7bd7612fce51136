"""The view that shows the page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.generic import TemplateView

from djinar.views.stream import StreamMixin

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; media-src 'self' blob: mediastream:; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'; object-src 'none'"
    ),
    "Permissions-Policy": "camera=(self), microphone=(self), display-capture=()",
    "Referrer-Policy": "same-origin",
}


class StreamPageView(StreamMixin, TemplateView):
    """The page that talks to an ``OfferView``, for those who may. Any of Django's access mixins works in front of it.

    A template of one's own gets ``view``, as every ``TemplateView`` hands over, and needs no more than::

        {% load djinar %}{% djinar_stream stream=view.get_stream offer_url=view.get_offer_url %}
    """

    template_name = "djinar/page.html"
    offer_url = "offer"
    """Where the page posts its offers, relative to its own address."""

    def get_offer_url(self) -> str:
        return self.offer_url

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        """With ``HEADERS``. A middleware that sets its own only where there are none leaves these alone."""
        response = super().render_to_response(context, **response_kwargs)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response
