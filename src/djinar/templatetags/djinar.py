"""``{% djinar_stream %}``, the element for a page of one's own."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.template import Context
from django.utils.module_loading import import_string

from djinar.conf import get_settings
from djinar.media.network import IceServer
from djinar.stream import Stream

register = template.Library()


@register.inclusion_tag("djinar/stream.html", takes_context=True)
def djinar_stream(context: Context, stream: type[Stream] | str, offer_url: str = "offer") -> dict[str, Any]:
    """A ``<djinar-stream>`` with its markup, style and script.

    ``stream`` is the class, or its dotted path where a template has no better way to name it.
    """
    chosen: type[Stream] = import_string(stream) if isinstance(stream, str) else stream
    return {
        # Not the transforms themselves: they are functions, and a template calls whatever it can call.
        "transforms": [
            {"name": offered.name, "label": offered.label, "summary": offered.summary}
            for offered in chosen.offered_transforms().values()
        ],
        "offer_url": offer_url,
        "ice_servers": json.dumps([_as_rtc_ice_server(server) for server in get_settings().network.ice_servers]),
        # Django 6.0's csp context processor; a nonce reaches what the script imports too.
        "csp_nonce": context.get("csp_nonce"),
    }


def _as_rtc_ice_server(server: IceServer) -> dict[str, object]:
    """Source: W3C WebRTC, section 4.2.2, ``RTCIceServer``, which takes no ``null``."""
    members = {"urls": server.urls, "username": server.username, "credential": server.credential}
    return {name: member for name, member in members.items() if member is not None}
