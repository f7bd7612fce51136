"""The view that answers offers."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import wraps
from inspect import isawaitable
from types import ModuleType
from typing import Any, cast

from asgiref.sync import sync_to_async
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from djinar.accounts import password_mark
from djinar.backends.request import Backend, SessionRequest
from djinar.conf import get_backend, get_offer_pace, get_settings
from djinar.exceptions import DjinarError, OfferError
from djinar.repeated_request import RepeatedRequest
from djinar.sdp import Offer
from djinar.sessions import shallow_json
from djinar.sessions.limits import Limits
from djinar.sessions.messages import InvalidMessage, Kind, chain
from djinar.sessions.owner import Owner, Visit
from djinar.tokens import authenticate
from djinar.transforms.chain import Choice
from djinar.views.atomic import outside_of_transactions
from djinar.views.client_address import client_address
from djinar.views.cors import answering_other_origins
from djinar.views.counting import counted
from djinar.views.ice_servers import lend_ice_servers
from djinar.views.origin import check_origin
from djinar.views.problems import (
    MAX_BODY_BYTES,
    REFUSALS,
    LoginRequired,
    NotAllowed,
    NotJson,
    TooLarge,
    WrongContentType,
    WrongMethod,
    problem,
)
from djinar.views.stream import StreamMixin

logger = logging.getLogger(__name__)


class OfferView(StreamMixin):
    """``POST`` an offer, get the answer; ``GET`` the ICE servers to make the offer with. See docs/protocol.md.

    Any of Django's access mixins works in front of it, and refuses with a problem document. They see the user of the
    token, where a request has one.
    """

    limits: Mapping[str, float] = {}
    """Others than the site's, such as ``{"max_session_seconds": 60}``: its settings, in lower case."""

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:
        """The usual, but mixins run on a thread, since those that look at the user read the database.

        The CSRF token gives way to the check of the origin, which plain clients pass as well.
        """
        view = super().as_view(**initkwargs)

        @wraps(view)
        async def offer_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                response = await sync_to_async(lambda: view(request, *args, **kwargs))()
                response = await cast(Awaitable[HttpResponseBase], response) if isawaitable(response) else response
                if response.status_code == 405:
                    raise WrongMethod(response.headers["Allow"])
                return response
            except PermissionDenied as denied:
                return problem(_refusal(await _user_of(request), str(denied)))
            except REFUSALS as error:
                logger.info("An offer was refused: %s", error, extra={"refusal": type(error).__name__})
                return problem(error)

        exempt = outside_of_transactions(csrf_exempt(answering_other_origins(counted(offer_view))))
        return cast(Callable[..., HttpResponseBase], exempt)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.raise_exception = True  # an access mixin should not send a script to the login page
        self._has_token = authenticate(request, self.get_stream())
        if isinstance(request, RepeatedRequest):
            vars(self)["post"] = _let_in

    async def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        check_origin(request, has_token=self._has_token)
        return lend_ice_servers(await self.get_owner(request))

    async def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        if request.content_type != "application/json":
            raise WrongContentType("Content-Type must be application/json.")
        check_origin(request, has_token=self._has_token)
        limits = self.get_limits()
        owner = await self.get_owner(request)
        _count(owner, limits.offers_per_minute)
        asked = _read(request)
        opened = await self.get_backend().open(
            SessionRequest(
                stream=self.get_stream(),
                offer=Offer.parse(asked["sdp"]),
                chains=self._chains(asked),
                context=await self.get_stream_context(request),
                owner=owner,
                limits=limits,
            )
        )
        return JsonResponse(
            {"sdp": opened.answer.sdp, "type": "answer", "session": opened.id}, headers={"Cache-Control": "no-store"}
        )

    def _chains(self, asked: Mapping[str, Any]) -> Mapping[Kind, Sequence[Choice]]:
        """Those of the offer, and the one transform that aiortc's page names."""
        chains: dict[Kind, Sequence[Choice]] = {}
        if asked["video_transform"] or asked["options"]:
            name = asked["video_transform"] or next(iter(self.get_stream().offered_transforms()))
            chains["video"] = [Choice(name, asked["options"])]
        chains.update(asked["chains"])
        return chains

    async def get_stream_context(self, request: HttpRequest) -> dict[str, Any]:
        """What the stream gets to know of the request: JSON values, since it may live in another process."""
        user = await _user_of(request)
        return {"user_id": user.pk if user else None}

    def get_limits(self) -> Limits:
        """The site's, with the view's own, and the stream's where they are lower still."""
        return get_settings().limits.changed(self.limits).narrowed(self.get_stream().limits)

    async def get_owner(self, request: HttpRequest) -> Owner:
        """Whom the session belongs to and is counted against."""
        user = await _user_of(request)
        return Owner(
            user_id=str(user.pk) if user and user.is_authenticated else None,
            address=client_address(request, get_settings().trusted_proxy_count),
            visit=_visit(request, user),
        )

    def get_backend(self) -> Backend:
        return get_backend()


def _count(owner: Owner, offers_per_minute: int) -> None:
    """Raises:
    TooManyOffers: the user, or somebody at the address, is too fast.
    """
    pace = get_offer_pace()
    if owner.user_id is not None:
        pace.count(f"user {owner.user_id}", offers_per_minute)
    if owner.address:
        pace.count(owner.address_block, offers_per_minute)


def _visit(request: HttpRequest, user: Any) -> Visit | None:
    """``None`` for a user of whom the database does not know, as some middleware make them."""
    is_somebody = bool(user and user.is_authenticated)
    if is_somebody and not isinstance(user, get_user_model()):
        return None
    query = request.META.get("QUERY_STRING")
    urlconf = getattr(request, "urlconf", None)
    return Visit(
        host=request.get_host(),
        path=f"{request.path_info}?{query}" if query else request.path_info,
        scheme=request.scheme or "http",
        port=request.get_port(),
        urlconf=urlconf.__name__ if isinstance(urlconf, ModuleType) else urlconf if isinstance(urlconf, str) else None,
        password_mark=password_mark(user) if is_somebody else "",
    )


def _let_in(request: RepeatedRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    request.is_let_in = True
    return HttpResponse(status=204)


@sync_to_async
def _user_of(request: HttpRequest) -> Any:
    """Whom mixins see, for some middleware set ``user`` and leave ``auser()``; ``None`` on a site without users."""
    return getattr(request, "user", None) or None  # which reads them from the database, if nothing has before


def _refusal(user: Any, detail: str) -> DjinarError:
    if user is None or user.is_authenticated:
        return NotAllowed(detail or "You lack the permission.")
    return LoginRequired("Log in first.")


def _read(request: HttpRequest) -> Mapping[str, Any]:
    """The members of the posted object, each of its type."""
    try:
        if len(request.body) > MAX_BODY_BYTES:
            raise TooLarge
        asked = shallow_json.loads(request.body)
    except RequestDataTooBig:
        raise TooLarge from None
    except ValueError:
        raise NotJson("The body is not JSON.") from None
    if not isinstance(asked, dict):
        raise NotJson("The body must be a JSON object.")
    if asked.get("type") != "offer" or not isinstance(asked.get("sdp"), str):
        raise OfferError('"type" must be "offer" and "sdp" its text.')
    transform, options = asked.get("video_transform"), asked.get("options")
    transform, options = "" if transform is None else transform, {} if options is None else options
    if not isinstance(transform, str) or not isinstance(options, dict):
        raise NotJson('"video_transform" must be a text and "options" an object.')
    return {"sdp": asked["sdp"], "video_transform": transform, "options": options, "chains": _chains(asked)}


def _chains(asked: Mapping[str, Any]) -> dict[Kind, Sequence[Choice]]:
    match asked.get("chains"):
        case None:
            return {}
        case dict(chains) if chains.keys() <= {"video", "audio"}:
            try:
                return {kind: chain(named) for kind, named in chains.items()}
            except InvalidMessage as error:
                raise NotJson(f'"chains": {error}') from None
    raise NotJson('"chains" must be an object with "video" or "audio" or both.')
