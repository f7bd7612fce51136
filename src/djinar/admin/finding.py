"""Finding sessions among very many: every question here is one that an index answers."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.text import smart_split
from django.utils.translation import gettext_lazy as _

from djinar.models import StreamSession
from djinar.sessions.reasons import EndReason

_STREAMS_AT_MOST = 50

if TYPE_CHECKING:
    _Paginator = Paginator[StreamSession]
else:
    _Paginator = Paginator


def search(rows: QuerySet[StreamSession], words: str) -> QuerySet[StreamSession]:
    """Those that every word fits: the key of a session, an address, or the name of a user or of a stream."""
    streams = known_streams() if words.split() else []
    for word in smart_split(words):  # quoted, where there is a space in it
        rows = rows.filter(_meaning(word.strip("\"'"), streams))
    return rows


def _meaning(word: str, streams: Sequence[str]) -> Q:
    with suppress(ValueError):
        return Q(address=str(ipaddress.ip_address(word)))
    with suppress(ValueError):
        return Q(pk=UUID(word))
    meaning = Q(user__in=_users(word))
    if named := [path for path in streams if f".{path}".lower().endswith(f".{word}".lower())]:
        meaning |= Q(stream__in=named)
    return meaning


def _users(name: str) -> list[object]:
    users = get_user_model()
    with suppress(ValueError, ValidationError):  # a name that none of this site's can be
        return list(users._default_manager.filter(**{users.USERNAME_FIELD: name}).values_list("pk", flat=True))  # noqa: SLF001 - documented, for all its underscore
    return []


def known_streams() -> list[str]:
    """Those that have sessions: one look into the index for each, where DISTINCT would read all of it."""
    paths = StreamSession.objects.order_by("stream").values_list("stream", flat=True)
    found: list[str] = []
    path = paths.first()
    while path is not None and len(found) < _STREAMS_AT_MOST:
        found.append(path)
        path = paths.filter(stream__gt=path).first()
    return found


class _ValueFilter(admin.SimpleListFilter):
    parameter_name: str

    def queryset(self, _request: HttpRequest, queryset: QuerySet[StreamSession]) -> QuerySet[StreamSession]:
        return queryset.filter(**{self.parameter_name: self.value()}) if self.value() else queryset


class StreamFilter(_ValueFilter):
    title = _("stream")
    parameter_name = "stream"

    def lookups(self, _request: HttpRequest, _model_admin: object) -> list[tuple[str, str]]:
        return [(path, path) for path in known_streams()]


class ReasonFilter(_ValueFilter):
    title = _("reason")
    parameter_name = "reason"

    def lookups(self, _request: HttpRequest, _model_admin: object) -> list[tuple[str, str]]:
        return [(reason.value, reason.value) for reason in EndReason]


class BoundedPaginator(_Paginator):
    """Counts, and so shows, no more than the first of very many."""

    counted_at_most = 10_000

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        if not isinstance(rows, QuerySet) or rows.model is not StreamSession:
            return super().count  # the history of one session
        # By a column that every index has, so that the index is all that is read.
        return rows.order_by().values("opened_at")[: self.counted_at_most].count()

    @property
    def is_cut(self) -> bool:
        return self.count == self.counted_at_most
