"""The element for a page of one's own, and the options of one transform."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from django import template
from django.template import Context
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from djinar.conf import get_settings
from djinar.forms import options_form
from djinar.ice_servers import as_rtc_ice_servers
from djinar.stream import Stream
from djinar.transforms.transform import Transform

register = template.Library()


@register.inclusion_tag("djinar/stream.html", takes_context=True)
def djinar_stream(context: Context, stream: type[Stream] | str, offer_url: str = "offer") -> dict[str, Any]:
    """A ``<djinar-stream>`` with its markup, style and script.

    ``stream`` is the class, or its dotted path where a template has no better way to name it.
    """
    chosen: type[Stream] = import_string(stream) if isinstance(stream, str) else stream
    chains = [
        _effects("video", gettext("Effect"), "transform", chosen.offered_transforms().values()),
        *_sound_effects(chosen),
    ]
    ice_servers = get_settings().network.browser_ice_servers
    return {
        "chains": chains,
        "is_adjustable": any(effects["has_options"] for effects in chains),
        "offer_url": offer_url,
        "ice_servers": json.dumps(as_rtc_ice_servers(ice_servers)),
        # A page may be open for longer than a credential is good for, so it asks for one at each start.
        "asks_for_ice_servers": any(server.secret for server in ice_servers),
        # Django 6.0's csp context processor; a nonce reaches what the script imports too.
        "csp_nonce": context.get("csp_nonce"),
    }


@register.inclusion_tag("djinar/options_element.html", takes_context=True)
def djinar_options(context: Context, transform: str, prefix: str | None = None) -> dict[str, Any]:
    """The options of one transform at a place of one's own, for the ``<djinar-stream>`` of the same page.

    ``prefix`` keeps ids apart where a page shows the options of one transform more than once.
    """
    form = options_form(transform)(prefix=prefix)
    return {
        "form": form,
        "transform_name": form.transform.name,
        "kind": "audio" if form.transform.is_sound else "video",
        "csp_nonce": context.get("csp_nonce"),
    }


def _sound_effects(stream: type[Stream]) -> list[dict[str, Any]]:
    """Nothing where there is nothing to choose and nothing to adjust."""
    effects = _effects("audio", gettext("Sound"), "sound_transform", stream.offered_sound_transforms().values())
    return [effects] if len(effects["transforms"]) > 1 or effects["has_options"] else []


def _effects(kind: str, title: str, field_name: str, offered: Collection[Transform]) -> dict[str, Any]:
    """What ``djinar/effects.html`` shows of one of the two chains."""
    # Not the transforms themselves: their sources are functions, and a template calls whatever it can call.
    # The script copies the fields for each use of the transform, and gives each copy ids of its own.
    forms = {transform.name: options_form(transform)(prefix="__step__") for transform in offered}
    transforms = [
        {
            "name": transform.name,
            "label": _translated(transform.label),
            "summary": _translated(transform.summary),
            "keeps": transform.keeps_picture,
            "form": forms[transform.name],
        }
        for transform in offered
    ]
    return {
        "kind": kind,
        "title": title,
        "field_name": field_name,
        "transforms": transforms,
        "has_options": any(form.fields for form in forms.values()),
        "max_steps": get_settings().limits.max_chain_length,
    }


def _translated(text: str) -> str:
    # The translation of an empty text is the head of the catalogue.
    return gettext(text) if text else ""
