"""The request that opened a session, once more."""

from __future__ import annotations

from inspect import isawaitable
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override

from djinar.exceptions import ConfigurationError
from djinar.sessions.owner import Visit


class RepeatedRequest(HttpRequest):
    """Made while the session runs, to ask again whether it may.

    It has the scheme, the host, the port, the path, the query and the client's address of the first one, and the user
    as they are now: no other header, no cookie, no session and no body. No middleware has seen it.
    """

    def __init__(self, visit: Visit, address: str, user: Any) -> None:
        super().__init__()
        path, _, query = visit.path.partition("?")
        self.method = "POST"
        self.path = self.path_info = path
        self.GET = QueryDict(query)
        self.META = {
            "REQUEST_METHOD": "POST",
            "HTTP_HOST": visit.host,
            "SERVER_PORT": visit.port,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REMOTE_ADDR": address,
        }
        self.user = user
        self._first_scheme = visit.scheme
        self.is_let_in = False
        """Whether all that stands before the view has let it through."""

    async def auser(self) -> Any:
        return self.user

    def _get_scheme(self) -> str:
        """As Django's own requests say theirs."""
        return self._first_scheme


async def is_let_in(visit: Visit, address: str, user: Any) -> bool:
    """Whether the decorators and the mixins of the view, and its stream, let this user in now.

    Raises:
        ConfigurationError: the path leads to nothing that can be asked.
        Exception: whatever one of them raised.
    """
    request = RepeatedRequest(visit, address, user)
    with override(get_language_from_path(request.path_info)):  # by which i18n_patterns() resolve
        try:
            match = resolve(request.path_info, visit.urlconf)
        except Resolver404:
            raise ConfigurationError("The path of an offer leads nowhere. Is request.urlconf no module?") from None
    if not hasattr(getattr(match.func, "view_class", None), "get_stream"):
        # No other view may be called with what no check of an origin has seen.
        raise ConfigurationError(
            f"{match.route!r} leads to {match.view_name}, of which no class of a view is known, so that it cannot be "
            "asked whether sessions may go on. Name OfferView.as_view() in the URLconf, and use functools.wraps in a "
            "decorator around it."
        )
    request.resolver_match = match
    response = await sync_to_async(lambda: match.func(request, *match.args, **match.kwargs))()
    if isawaitable(response):
        await response
    return request.is_let_in
