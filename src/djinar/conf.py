"""``settings.DJINAR`` as checked values."""

from __future__ import annotations

import ipaddress
import math
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

from djinar.backends.request import Backend
from djinar.ice_servers import ALLOWED as ICE_SERVERS_ALLOWED
from djinar.ice_servers import read_ice_servers
from djinar.media.network import Network
from djinar.sessions.limits import Limits
from djinar.sessions.pace import OfferPace
from djinar.sessions.reasons import EndReason
from djinar.sessions.watcher import Watcher
from djinar.setting_values import read_list, read_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    network: Network = field(default_factory=Network)
    limits: Limits = field(default_factory=Limits)
    drain_seconds: float = 5.0
    """For sessions to end by themselves when the server stops; Docker kills after 10."""
    metrics_token: str = field(default="", repr=False)
    """For scrapers, which cannot log in; none when empty."""
    token_lifetime_seconds: float = 300.0
    token_origins: tuple[str, ...] = ()
    """Whose pages may post with a token, besides ``CSRF_TRUSTED_ORIGINS``."""
    trusted_proxy_count: int = 0
    """Proxies of our own that append to ``X-Forwarded-For``."""
    record_sessions: bool = True
    """As rows in the database."""


@dataclass(frozen=True, slots=True)
class _Setting:
    """Where a setting goes, how it is read, and what is allowed, in words."""

    part: str
    """Of ``Settings``; ``""`` for its own attributes."""
    attribute: str
    read: Callable[[Any], Any]
    allowed: str
    is_secret: bool = False
    """Its value is not repeated when it is wrong."""


def _whole_number(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise ValueError
    return value


def _whole_number_or_0(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError
    return value


def _above_0(value: Any) -> float:
    if type(value) not in (int, float) or not 0 < value < math.inf:
        raise ValueError
    return float(value)


def _seconds_or_0(value: Any) -> float:
    if type(value) not in (int, float) or not 0 <= value < math.inf:
        raise ValueError
    return float(value)


def _yes_or_no(value: Any) -> bool:
    if type(value) is not bool:
        raise ValueError
    return value


def _port_range(value: Any) -> tuple[int, int] | None:
    if value is None:
        return None
    low, high = value
    if type(low) is not int or type(high) is not int or not 1024 <= low <= high <= 65535:
        raise ValueError
    return low, high


def _token(value: Any) -> str:
    if not isinstance(value, str) or len(value) < _TOKEN_CHARACTERS or not value.isascii() or not value.isprintable():
        raise ValueError
    return value


def _addresses(value: Any) -> tuple[str, ...]:
    return tuple(str(ipaddress.ip_address(read_text(address))) for address in read_list(value))


def _networks(value: Any) -> tuple[str, ...]:
    return tuple(str(ipaddress.ip_network(read_text(network))) for network in read_list(value))


def _origins(value: Any) -> tuple[str, ...]:
    origins = tuple(map(read_text, read_list(value)))
    if not all(_ORIGIN.fullmatch(origin) for origin in origins):
        raise ValueError
    return origins


def _ice_servers(attribute: str) -> _Setting:
    return _Setting("network", attribute, read_ice_servers, ICE_SERVERS_ALLOWED, is_secret=True)


_SECONDS = "a number of seconds above 0"
_NUMBER = "a number above 0"
_TOKEN_CHARACTERS = 16
_COUNT = "a whole number of at least 1"
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://(?:\*\.)?[^\s/*]+")
_SETTINGS = {
    "ICE_SERVERS": _ice_servers("ice_servers"),
    "SERVER_ICE_SERVERS": _ice_servers("ice_servers"),
    "BROWSER_ICE_SERVERS": _ice_servers("browser_ice_servers"),
    "PORT_RANGE": _Setting(
        "network", "port_range", _port_range, "None, or the lowest and the highest UDP port, from 1024 to 65535"
    ),
    "ANNOUNCED_NETWORKS": _Setting(
        "network", "announced_networks", _networks, 'a list of networks such as "192.0.2.0/24" or "2001:db8::/64"'
    ),
    "PUBLIC_ADDRESSES": _Setting("network", "public_addresses", _addresses, "a list of IP addresses"),
    "ALLOW_LOOPBACK": _Setting("network", "allow_loopback", _yes_or_no, "True or False"),
    "DRAIN_SECONDS": _Setting("", "drain_seconds", _seconds_or_0, f"{_SECONDS}, or 0"),
    "METRICS_TOKEN": _Setting(
        "", "metrics_token", _token, f"a text of at least {_TOKEN_CHARACTERS} ASCII characters", is_secret=True
    ),
    "TOKEN_LIFETIME_SECONDS": _Setting("", "token_lifetime_seconds", _above_0, _SECONDS),
    "TOKEN_ORIGINS": _Setting(
        "", "token_origins", _origins, 'a list of origins such as "https://app.example.org" or "https://*.example.org"'
    ),
    "TRUSTED_PROXY_COUNT": _Setting("", "trusted_proxy_count", _whole_number_or_0, "a whole number of at least 0"),
    "RECORD_SESSIONS": _Setting("", "record_sessions", _yes_or_no, "True or False"),
    "MAX_SESSIONS": _Setting("limits", "max_sessions", _whole_number, _COUNT),
    "MAX_SESSIONS_PER_USER": _Setting("limits", "max_sessions_per_user", _whole_number, _COUNT),
    "MAX_SESSIONS_PER_ADDRESS": _Setting("limits", "max_sessions_per_address", _whole_number, _COUNT),
    "OFFERS_PER_MINUTE": _Setting("limits", "offers_per_minute", _whole_number, _COUNT),
    "MAX_ANSWERS_PER_SECOND": _Setting("limits", "max_answers_per_second", _above_0, _NUMBER),
    "HANDSHAKE_TIMEOUT_SECONDS": _Setting("limits", "handshake_timeout_seconds", _above_0, _SECONDS),
    "IDLE_TIMEOUT_SECONDS": _Setting("limits", "idle_timeout_seconds", _above_0, _SECONDS),
    "MAX_SESSION_SECONDS": _Setting("limits", "max_session_seconds", _above_0, _SECONDS),
    "MAX_PICTURE_PX": _Setting("limits", "max_picture_px", _whole_number, _COUNT),
    "MAX_FRAME_RATE_FPS": _Setting("limits", "max_frame_rate_fps", _above_0, _NUMBER),
    "MAX_BITRATE_IN_BPS": _Setting("limits", "max_bitrate_in_bps", _whole_number, _COUNT),
    "MAX_BITRATE_OUT_BPS": _Setting("limits", "max_bitrate_out_bps", _whole_number, _COUNT),
    "MAX_CHANNELS": _Setting("limits", "max_channels", _whole_number, _COUNT),
    "MAX_MESSAGES_PER_SECOND": _Setting("limits", "max_messages_per_second", _above_0, _NUMBER),
    "MAX_MESSAGE_BYTES": _Setting("limits", "max_message_bytes", _whole_number, _COUNT),
    "MAX_TRANSFORM_FAILURES": _Setting("limits", "max_transform_failures", _whole_number, _COUNT),
    "TRANSFORM_DEADLINE_SECONDS": _Setting("limits", "transform_deadline_seconds", _above_0, _SECONDS),
    "MAX_CHAIN_LENGTH": _Setting("limits", "max_chain_length", _whole_number, _COUNT),
}


def problems(raw: object) -> list[str]:
    """What is wrong with ``settings.DJINAR``, a sentence each that says what is allowed."""
    if not isinstance(raw, dict):
        return [f"DJINAR must be a dictionary of settings, not {raw!r}."]
    found = [
        f"DJINAR has no setting {name!r}. There are: {', '.join(_SETTINGS)}." for name in raw if name not in _SETTINGS
    ]
    for name, setting in _SETTINGS.items():
        if name in raw:
            try:
                setting.read(raw[name])
            except (ValueError, TypeError, AttributeError, OverflowError):
                given = "" if setting.is_secret else f", not {raw[name]!r}"
                found.append(f"DJINAR[{name!r}] must be {setting.allowed}{given}.")
    return found


def _for_both_sides(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The ICE servers of both sides, for each side that has none of its own."""
    both = raw.get("ICE_SERVERS", [])
    others = {name: value for name, value in raw.items() if name != "ICE_SERVERS"}
    return {"SERVER_ICE_SERVERS": both, "BROWSER_ICE_SERVERS": both, **others}


@cache
def get_settings() -> Settings:
    """The settings of this process.

    Raises:
        ImproperlyConfigured: one is wrong; ``manage.py check`` tells all of them.
    """
    raw = getattr(django_settings, "DJINAR", {})
    if found := problems(raw):
        raise ImproperlyConfigured(" ".join(found))
    parts: dict[str, dict[str, Any]] = {"network": {}, "limits": {}, "": {}}
    for name, value in _for_both_sides(raw).items():
        setting = _SETTINGS[name]
        parts[setting.part][setting.attribute] = setting.read(value)
    return Settings(network=Network(**parts["network"]), limits=Limits(**parts["limits"]), **parts[""])


@cache
def get_offer_pace() -> OfferPace:
    """Of all views of this process."""
    return OfferPace()


_making_backend = threading.Lock()


def get_backend() -> Backend:
    """Where this process's sessions run: one backend, however many threads ask for it at once."""
    with _making_backend:
        return _backend()


@cache
def _backend() -> Backend:
    # Loads the engine, which management commands do not need; and models can only be loaded after the apps.
    from djinar.announcer import Announcer
    from djinar.backends.inline import InlineBackend
    from djinar.guard import Guard
    from djinar.records import Recorder

    settings = get_settings()
    watchers: list[Watcher] = [Announcer(), Guard(_end_session)]
    if settings.record_sessions:
        watchers.append(Recorder(_end_session, _take_picture))
    return InlineBackend(settings.network, settings.limits, watchers)


async def _end_session(record_id: UUID, reason: EndReason) -> bool:
    return await get_backend().end(record_id, reason)


async def _take_picture(record_id: UUID) -> bytes | None:
    return await get_backend().picture(record_id)


async def drain_backend() -> None:
    """Stop this process's backend, if there has been an offer, when its sessions have had ``DRAIN_SECONDS`` to end."""
    if _backend.cache_info().currsize:
        await _backend().drain(get_settings().drain_seconds)


def stop_backend() -> None:
    """Stop this process's backend, if there has been an offer."""
    if _backend.cache_info().currsize:
        _backend().stop()


def running_backend() -> Backend | None:
    """This process's backend, if there has been an offer."""
    return _backend() if _backend.cache_info().currsize else None


def _forget(*, setting: str, **_: Any) -> None:
    """Tests change settings while the process runs."""
    if setting == "DJINAR":
        stop_backend()
        _backend.cache_clear()
        get_settings.cache_clear()
        get_offer_pace.cache_clear()


setting_changed.connect(_forget)
