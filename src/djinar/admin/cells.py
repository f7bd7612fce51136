"""What the admin says of a session, in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.utils import display_for_value
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from djinar.models import StreamSession

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_NOTHING = "–"

_Text: TypeAlias = Callable[[StreamSession], str]
_Cell: TypeAlias = Callable[[StreamSession], SafeString]

_texts: dict[str, _Text] = {}


def texts(row: StreamSession) -> dict[str, str]:
    """Of the cells that may change while a session runs, by their names."""
    return {name: text(row) for name, text in _texts.items()}


def _live(label: _StrPromise) -> Callable[[_Text], _Cell]:
    """A cell that the page's script finds again."""

    def celled(text: _Text) -> _Cell:
        _texts[text.__name__] = text

        @admin.display(description=label)
        @wraps(text)
        def cell(row: StreamSession) -> SafeString:
            return format_html(
                '<span class="djinar-cell" data-session="{}" data-cell="{}" data-state="{}">{}</span>',
                row.pk,
                text.__name__,
                row.state,
                text(row),
            )

        return cell

    return celled


@admin.display(description=_("stream"))
def stream(row: StreamSession) -> SafeString:
    return format_html('<span title="{}">{}</span>', row.stream, row.stream.rpartition(".")[2])


@admin.display(description=_("user"))
def user(row: StreamSession) -> str:
    return _others(row.user.get_username()) if row.user else _NOTHING


@admin.display(description=_("address"))
def address(row: StreamSession) -> str:
    return _others(row.address) if row.address else _NOTHING


def _others(word: str) -> SafeString:
    """A link from the page of one session to all those that a search for the word finds."""
    return format_html('<a href="../../?{}">{}</a>', urlencode({"q": f'"{word}"' if " " in word else word}), word)


@_live(_("state"))
def state(row: StreamSession) -> str:
    if row.is_running and row.end_requested_at:
        return gettext("%(state)s, is being ended") % {"state": row.get_state_display()}
    return f"{row.get_state_display()}: {row.reason}" if row.reason else row.get_state_display()


@_live(_("why it ended"))
def why(row: StreamSession) -> str:
    if row.state == StreamSession.State.LOST:
        return gettext("The process that served it died, or cannot reach the database.")
    return row.detail or _NOTHING


@_live(_("duration"))
def duration(row: StreamSession) -> str:
    until = row.ended_at or (timezone.now() if row.is_running else row.seen_at)
    return str(timedelta(seconds=max(0, int((until - row.opened_at).total_seconds()))))


@_live(_("connected"))
def connected(row: StreamSession) -> str:
    return display_for_value(row.connected_at, _NOTHING)


@_live(_("ended"))
def ended(row: StreamSession) -> str:
    return display_for_value(row.ended_at, _NOTHING)


@_live(_("video transforms"))
def video_transforms(row: StreamSession) -> str:
    return _chain(row.video_chain)


@_live(_("audio transforms"))
def audio_transforms(row: StreamSession) -> str:
    return _chain(row.audio_chain)


def _chain(steps: Sequence[Mapping[str, Any]]) -> str:
    """A line a transform: ``edges (low 100, high 200)``."""
    return "\n".join(_step(step["name"], step.get("options") or {}) for step in steps) or _NOTHING


def _step(name: str, options: Mapping[str, Any]) -> str:
    named = ", ".join(f"{option} {json.dumps(value, ensure_ascii=False)}" for option, value in options.items())
    return f"{name} ({named})" if named else name


@_live(_("picture"))
def picture(row: StreamSession) -> str:
    return f"{row.width_px} × {row.height_px}" if row.width_px else _NOTHING


@_live(_("frames in / out / dropped"))
def frames(row: StreamSession) -> str:
    return f"{row.frames_in} / {row.frames_out} / {row.frames_dropped}"


@_live(_("frames failed"))
def failed_frames(row: StreamSession) -> str:
    return str(row.frames_failed)


@_live(_("bytes in / out"))
def traffic(row: StreamSession) -> str:
    return f"{filesizeformat(row.bytes_in)} / {filesizeformat(row.bytes_out)}"


@_live(_("round trip"))
def round_trip(row: StreamSession) -> str:
    return _ms(row.round_trip_ms)


@_live(_("frame age"))
def frame_age(row: StreamSession) -> str:
    return _ms(row.frame_age_ms)


@_live(_("time of the transforms"))
def transforms_time(row: StreamSession) -> str:
    return _ms(row.transform_ms)


def _ms(milliseconds: float | None) -> str:
    return _NOTHING if milliseconds is None else f"{milliseconds:.1f} ms"
