"""The list and the page of sessions."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ShowFacets
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from djinar.admin import cells, finding, looks
from djinar.conf import get_settings
from djinar.models import SessionPicture, StreamSession, StreamSessionQuerySet

logger = logging.getLogger(__name__)

_SHOWN_AT_MOST = 100
_DELETED_AT_MOST = 1_000
_MARK_LOST_EVERY_SECONDS = 5.0

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[StreamSession]
else:
    _ModelAdmin = admin.ModelAdmin


@admin.register(StreamSession)
class StreamSessionAdmin(_ModelAdmin):
    """Nothing can be added or changed: the rows say what was. Permissions: ``view``, ``delete``, ``end``, ``watch``."""

    list_display = (
        *(cells.stream, cells.state, "user", cells.duration, cells.frames, cells.round_trip, cells.picture),
        *("address", "opened_at", "worker"),
    )
    list_filter = ("state", finding.StreamFilter, finding.ReasonFilter, "opened_at")
    list_select_related = ("user",)
    list_per_page = list_max_show_all = _SHOWN_AT_MOST
    search_fields = ("user", "address", "stream", "id")  # so that there is a box; get_search_results() reads it
    search_help_text = _("The name of a user or of a stream, an address, or the id of a session")
    sortable_by = ("opened_at",)
    paginator = finding.BoundedPaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    actions = ("end_selected", "delete_selected")
    # Any, since the types of Django know of no callables here; Django does.
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ((cells.state, cells.why), (cells.stream, cells.user, cells.address))}),
        (_("Times"), {"fields": (("opened_at", cells.connected), (cells.ended, cells.duration))}),
        (_("Transforms"), {"fields": ((cells.video_transforms, cells.audio_transforms), cells.transforms_time)}),
        (_("Figures"), {"fields": ((cells.picture, cells.frames, cells.failed_frames), cells.frame_age)}),
        (_("Network"), {"fields": ((cells.round_trip, cells.traffic),)}),
        (_("Where"), {"fields": (("worker", "seen_at"), "id")}),
    )
    readonly_fields: ClassVar[Any] = flatten_fieldsets(fieldsets)

    class Media:
        css: ClassVar = {"all": ["djinar/admin.css"]}
        js: ClassVar = [forms.Script("djinar/admin.js", type="module")]

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._lost_marked_at = -_MARK_LOST_EVERY_SECONDS

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: StreamSession | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: StreamSession | None = None) -> bool:
        return not (obj and obj.is_running) and super().has_delete_permission(request, obj)

    def has_end_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("djinar.end_streamsession")

    def has_watch_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("djinar.watch_streamsession") and self.has_view_permission(request)

    def get_search_results(
        self, _request: HttpRequest, queryset: QuerySet[StreamSession], search_term: str
    ) -> tuple[QuerySet[StreamSession], bool]:
        return finding.search(queryset, search_term), False

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, "djinar_streamsession_{}".format
        return [
            path("live/", view(require_GET(self.live_view)), name=name("live")),
            path("<uuid:key>/end/", view(require_POST(self.end_view)), name=name("end")),
            path("<uuid:key>/look/", view(require_POST(self.look_view)), name=name("look")),
            path("<uuid:key>/picture/", view(require_GET(self.picture_view)), name=name("picture")),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        self._mark_lost()
        # Counted here and in an index's order: to group them SQLite would read every row that there ever was.
        running = StreamSession.objects.running().order_by("state", "-opened_at")
        taken = dict(Counter(running.values_list("worker", flat=True)))
        limits = {name.upper(): limit for name, limit in asdict(get_settings().limits).items()}
        return super().changelist_view(request, {"taken": taken, "limits": limits, **(extra_context or {})})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *arguments: Any, **named: Any
    ) -> HttpResponse:
        session: StreamSession = context["original"]
        look = request.GET.get("look", "")
        context |= {
            "can_end": session.is_running and self.has_end_permission(request),
            "can_watch": session.is_running and self.has_watch_permission(request),
            "look": look if looks.is_valid(look, session, request.user) else "",
        }
        return super().render_change_form(request, context, *arguments, **named)

    def live_view(self, request: HttpRequest) -> JsonResponse:
        """What the cells of these sessions say now."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        self._mark_lost()
        try:
            keys = {UUID(key) for key in request.GET.get("ids", "").split(",")}
        except ValueError as error:
            raise BadRequest("ids: keys of sessions, with commas between them.") from error
        if len(keys) > _SHOWN_AT_MOST:
            raise BadRequest(f"ids: at most {_SHOWN_AT_MOST}.")
        rows = self.get_queryset(request).filter(pk__in=keys).order_by()
        said = {str(row.pk): {"state": row.state, "cells": cells.texts(row)} for row in rows}
        return JsonResponse({"sessions": said})

    def end_view(self, request: HttpRequest, key: UUID) -> HttpResponse:
        if not self.has_end_permission(request):
            raise PermissionDenied
        self._end(request, self.get_queryset(request).filter(pk=key))
        return self._to_page(key)

    @admin.action(description=_("End selected %(verbose_name_plural)s"), permissions=["end"])
    def end_selected(self, request: HttpRequest, queryset: StreamSessionQuerySet) -> None:
        self._end(request, queryset)

    def _end(self, request: HttpRequest, sessions: QuerySet[StreamSession]) -> None:
        running = list(sessions.filter(state__in=StreamSession.RUNNING))
        count = StreamSession.objects.filter(pk__in=[session.pk for session in running]).request_end()
        self._log(request, running, "Asked to end the session.")
        said = ngettext("%d session ends within a few seconds.", "%d sessions end within a few seconds.", count)
        self.message_user(request, said % count, messages.SUCCESS if count else messages.WARNING)

    @admin.action(description=_("Delete selected %(verbose_name_plural)s"), permissions=["delete"])
    def delete_selected(self, request: HttpRequest, queryset: StreamSessionQuerySet) -> HttpResponseBase | None:
        over = queryset.over()
        count = over[: _DELETED_AT_MOST + 1].count()
        if 0 < count <= _DELETED_AT_MOST:
            return delete_selected(self, request, over)
        problem = gettext("Sessions that still run cannot be deleted.")
        if count:
            problem = gettext(
                "At most %d sessions can be deleted here at once; manage.py djinar_prune deletes all old ones."
            )
            problem %= _DELETED_AT_MOST
        self.message_user(request, problem, messages.ERROR)
        return None

    def look_view(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Begins a look, which is logged, and shows it on the page of the session."""
        if not self.has_watch_permission(request):
            raise PermissionDenied
        session = get_object_or_404(self.get_queryset(request), pk=key)
        if not session.is_running:
            return self._to_page(key)
        self._log(request, [session], "Looked at the picture.")
        SessionPicture.objects.ask(session)
        return self._to_page(key, looks.new(session, request.user))

    def picture_view(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """What the session sends, while a look lasts; nothing when it sends nothing."""
        session = get_object_or_404(self.get_queryset(request), pk=key)
        if not self.has_watch_permission(request) or not looks.is_valid(
            request.GET.get("look", ""), session, request.user
        ):
            raise PermissionDenied
        picture = SessionPicture.objects.ask(session) if session.is_running else None
        if picture is None or not picture.is_recent:
            return HttpResponse(status=204)
        return HttpResponse(picture.jpeg, content_type="image/jpeg")

    def _to_page(self, key: UUID, look: str = "") -> HttpResponseRedirect:
        page = reverse(f"{self.admin_site.name}:djinar_streamsession_change", args=[key])
        return HttpResponseRedirect(f"{page}?look={look}" if look else page)

    def _log(self, request: HttpRequest, sessions: Sequence[StreamSession], message: str) -> None:
        LogEntry.objects.log_actions(str(request.user.pk), sessions, CHANGE, message)
        for session in sessions:
            about = {"record": str(session.pk), "stream": session.stream, "user": str(request.user.pk)}
            logger.info("Admin, user %s, record %s: %s", request.user.pk, session.pk, message, extra=about)

    def _mark_lost(self) -> None:
        if monotonic() - self._lost_marked_at > _MARK_LOST_EVERY_SECONDS:
            self._lost_marked_at = monotonic()
            StreamSession.objects.mark_lost()
