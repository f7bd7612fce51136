from __future__ import annotations

import math
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings as DjangoSettings

from djinar.backends.inline import InlineBackend
from djinar.conf import get_backend, get_settings, problems
from djinar.media.network import IceServer, Network
from djinar.sessions.limits import Limits


@pytest.fixture
def djinar(settings: DjangoSettings) -> DjangoSettings:
    """Django's settings, without djinar's."""
    settings.DJINAR = {}  # taking it away tells nobody that it has changed
    del settings.DJINAR
    return settings


def test_nothing_has_to_be_set(djinar: DjangoSettings) -> None:
    assert (get_settings().network, get_settings().limits) == (Network(), Limits())


def test_nobody_else_learns_of_a_session_unless_it_is_set(djinar: DjangoSettings) -> None:
    assert get_settings().network.ice_servers == ()
    assert not get_settings().network.allow_loopback


def test_each_setting_arrives_where_it_is_used(djinar: DjangoSettings) -> None:
    djinar.DJINAR = {
        "ICE_SERVERS": ["stun:stun.example.org"],
        "PORT_RANGE": [50_000, 50_100],
        "ANNOUNCED_NETWORKS": ["192.0.2.0/24", "2001:DB8::/64"],
        "PUBLIC_ADDRESSES": ["203.0.113.9", "2001:DB8::9"],
        "ALLOW_LOOPBACK": True,
        "TRUSTED_PROXY_COUNT": 2,
        "RECORD_SESSIONS": False,
        "DRAIN_SECONDS": 0,
        "METRICS_TOKEN": "a secret of scrapers",
        "MAX_SESSIONS": 4,
        "MAX_SESSIONS_PER_USER": 2,
        "MAX_SESSIONS_PER_ADDRESS": 3,
        "OFFERS_PER_MINUTE": 20,
        "MAX_ANSWERS_PER_SECOND": 2.5,
        "HANDSHAKE_TIMEOUT_SECONDS": 5,
        "IDLE_TIMEOUT_SECONDS": 7.5,
        "MAX_SESSION_SECONDS": 60,
        "MAX_PICTURE_PX": 640 * 480,
        "MAX_TRANSFORM_FAILURES": 3,
        "TRANSFORM_DEADLINE_SECONDS": 2,
        "MAX_CHAIN_LENGTH": 5,
        "MAX_FRAME_RATE_FPS": 24,
        "MAX_BITRATE_IN_BPS": 1_000_000,
        "MAX_BITRATE_OUT_BPS": 2_000_000,
        "TOKEN_LIFETIME_SECONDS": 90,
        "TOKEN_ORIGINS": ["https://app.example.org", "app://own"],
        "MAX_CHANNELS": 2,
        "MAX_MESSAGES_PER_SECOND": 12.5,
        "MAX_MESSAGE_BYTES": 1_000,
    }

    found = get_settings()

    assert found.network == Network(
        ice_servers=(IceServer(urls=("stun:stun.example.org",)),),
        browser_ice_servers=(IceServer(urls=("stun:stun.example.org",)),),
        announced_networks=("192.0.2.0/24", "2001:db8::/64"),
        port_range=(50_000, 50_100),
        public_addresses=("203.0.113.9", "2001:db8::9"),
        allow_loopback=True,
    )
    assert (found.trusted_proxy_count, found.drain_seconds) == (2, 0.0)
    assert (found.token_lifetime_seconds, found.token_origins) == (90.0, ("https://app.example.org", "app://own"))
    assert found.metrics_token == djinar.DJINAR["METRICS_TOKEN"]
    assert "secret" not in repr(found)
    assert found.record_sessions is False
    assert found.limits == Limits(
        max_sessions=4,
        max_sessions_per_user=2,
        max_sessions_per_address=3,
        offers_per_minute=20,
        max_answers_per_second=2.5,
        handshake_timeout_seconds=5.0,
        idle_timeout_seconds=7.5,
        max_session_seconds=60.0,
        max_picture_px=307_200,
        max_transform_failures=3,
        transform_deadline_seconds=2.0,
        max_chain_length=5,
        max_frame_rate_fps=24.0,
        max_bitrate_in_bps=1_000_000,
        max_bitrate_out_bps=2_000_000,
        max_channels=2,
        max_messages_per_second=12.5,
        max_message_bytes=1_000,
    )


STUN = IceServer(urls=("stun:a",))
SHARED = {"urls": "turn:turn.example.org", "secret": "hush"}


@pytest.mark.parametrize(
    ("named", "of_server", "of_browser"),
    [
        ({"ICE_SERVERS": ["stun:a"]}, (STUN,), (STUN,)),
        ({"ICE_SERVERS": ["stun:a"], "SERVER_ICE_SERVERS": []}, (), (STUN,)),
        ({"BROWSER_ICE_SERVERS": [], "ICE_SERVERS": ["stun:a"]}, (STUN,), ()),
        ({"BROWSER_ICE_SERVERS": ["stun:a"]}, (), (STUN,)),
        ({"SERVER_ICE_SERVERS": ["stun:a"]}, (STUN,), ()),
    ],
    ids=str,
)
def test_the_server_and_the_browser_may_have_ice_servers_of_their_own(
    djinar: DjangoSettings, named: object, of_server: object, of_browser: object
) -> None:
    djinar.DJINAR = named

    network = get_settings().network

    assert (network.ice_servers, network.browser_ice_servers) == (of_server, of_browser)


@pytest.mark.parametrize(("named", "seconds"), [({}, 600), ({"lifetime_seconds": 60}, 60)], ids=str)
def test_a_turn_server_may_share_a_secret(djinar: DjangoSettings, named: dict[str, int], seconds: int) -> None:
    djinar.DJINAR = {"ICE_SERVERS": [SHARED | named]}

    (server,) = get_settings().network.ice_servers

    assert server == IceServer(urls=("turn:turn.example.org",), secret="hush", lifetime_seconds=seconds)  # noqa: S106
    assert "hush" not in repr(get_settings())


TURN = {"urls": ["turn:turn.example.org?transport=udp"], "username": "ada", "credential": "hush"}


@pytest.mark.parametrize(
    ("value", "servers"),
    [
        ([], ()),
        (["stun:a:3478", "stuns:b"], (IceServer(urls=("stun:a:3478",)), IceServer(urls=("stuns:b",)))),
        ([{"urls": "stun:a"}], (IceServer(urls=("stun:a",)),)),
        ([TURN], (IceServer(urls=("turn:turn.example.org?transport=udp",), username="ada", credential="hush"),)),
    ],
    ids=str,
)
def test_ice_servers_are_urls_or_dictionaries(
    djinar: DjangoSettings, value: object, servers: tuple[IceServer, ...]
) -> None:
    djinar.DJINAR = {"ICE_SERVERS": value}

    assert get_settings().network.ice_servers == servers


WRONG: list[tuple[str, Any]] = [
    ("ICE_SERVERS", "stun:stun.example.org"),
    ("ICE_SERVERS", {"urls": "stun:stun.example.org"}),
    ("ICE_SERVERS", {"stun:stun.example.org": 1}),
    ("ICE_SERVERS", ["stun.example.org"]),
    ("ICE_SERVERS", ["https://stun.example.org"]),
    ("ICE_SERVERS", ["stun:"]),
    ("ICE_SERVERS", ["stun:a:99999"]),
    ("ICE_SERVERS", ["stun:a:b"]),
    ("ICE_SERVERS", ["stun:a?transport=udp"]),
    ("ICE_SERVERS", ["stun:[::1"]),
    ("ICE_SERVERS", [{"urls": "turn:a?transport=sctp", "username": "a", "credential": "b"}]),
    ("IDLE_TIMEOUT_SECONDS", 10**400),
    ("ICE_SERVERS", ["turn:turn.example.org"]),
    ("ICE_SERVERS", [{"urls": []}]),
    ("ICE_SERVERS", [{"urls": [5]}]),
    ("ICE_SERVERS", [{"url": "stun:a"}]),
    ("ICE_SERVERS", [TURN | {"credential": ""}]),
    ("ICE_SERVERS", [TURN | {"username": None}]),
    ("ICE_SERVERS", [TURN | {"credential": 5}]),
    ("ICE_SERVERS", [5]),
    ("SERVER_ICE_SERVERS", ["turn:turn.example.org"]),
    ("BROWSER_ICE_SERVERS", [SHARED | {"secret": ""}]),
    ("BROWSER_ICE_SERVERS", [SHARED | {"username": "ada", "credential": "b"}]),
    ("BROWSER_ICE_SERVERS", [SHARED | {"lifetime_seconds": 29}]),
    ("BROWSER_ICE_SERVERS", [SHARED | {"lifetime_seconds": 600.0}]),
    ("BROWSER_ICE_SERVERS", [SHARED | {"lifetime_seconds": 86_401}]),
    ("ANNOUNCED_NETWORKS", "192.0.2.0/24"),
    ("ANNOUNCED_NETWORKS", ["192.0.2.1/24"]),
    ("ANNOUNCED_NETWORKS", ["eth0"]),
    ("ICE_SERVERS", None),
    ("PORT_RANGE", 50_000),
    ("PORT_RANGE", "50000-50100"),
    ("PORT_RANGE", [50_100, 50_000]),
    ("PORT_RANGE", [80, 90]),
    ("PORT_RANGE", [50_000, 65_536]),
    ("PORT_RANGE", [50_000, 50_050, 50_100]),
    ("PORT_RANGE", [50_000.0, 50_100]),
    ("TOKEN_LIFETIME_SECONDS", 0),
    ("TOKEN_ORIGINS", "https://app.example.org"),
    ("TOKEN_ORIGINS", ["app.example.org"]),
    ("TOKEN_ORIGINS", ["https://app.example.org/"]),
    ("TOKEN_ORIGINS", ["https://app.example.org", "*"]),
    ("TOKEN_ORIGINS", ["https://*"]),
    ("TOKEN_ORIGINS", ["null"]),
    ("TOKEN_ORIGINS", [5]),
    ("PUBLIC_ADDRESSES", "203.0.113.9"),
    ("PUBLIC_ADDRESSES", ["live.example.org"]),
    ("PUBLIC_ADDRESSES", ["203.0.113.0/24"]),
    ("PUBLIC_ADDRESSES", [5]),
    ("PUBLIC_ADDRESSES", None),
    ("ALLOW_LOOPBACK", "yes"),
    ("ALLOW_LOOPBACK", 1),
    ("DRAIN_SECONDS", -1),
    ("DRAIN_SECONDS", "5"),
    ("DRAIN_SECONDS", False),
    ("METRICS_TOKEN", "short"),
    ("METRICS_TOKEN", 1234567890123456),
    ("TRUSTED_PROXY_COUNT", -1),
    ("TRUSTED_PROXY_COUNT", True),
    ("TRUSTED_PROXY_COUNT", None),
    ("RECORD_SESSIONS", "no"),
    ("MAX_SESSIONS", 0),
    ("MAX_SESSIONS", True),
    ("MAX_SESSIONS", 4.0),
    ("MAX_SESSIONS", "4"),
    ("MAX_SESSIONS_PER_USER", 0),
    ("MAX_SESSIONS_PER_ADDRESS", None),
    ("OFFERS_PER_MINUTE", 0.5),
    ("MAX_ANSWERS_PER_SECOND", 0),
    ("MAX_FRAME_RATE_FPS", 0),
    ("MAX_BITRATE_IN_BPS", 1e6),
    ("MAX_BITRATE_OUT_BPS", 0),
    ("MAX_CHANNELS", 0),
    ("MAX_MESSAGES_PER_SECOND", 0),
    ("MAX_MESSAGES_PER_SECOND", "50"),
    ("MAX_MESSAGE_BYTES", 1.5),
    ("HANDSHAKE_TIMEOUT_SECONDS", 0),
    ("HANDSHAKE_TIMEOUT_SECONDS", -1),
    ("IDLE_TIMEOUT_SECONDS", math.inf),
    ("IDLE_TIMEOUT_SECONDS", math.nan),
    ("MAX_SESSION_SECONDS", None),
    ("MAX_SESSION_SECONDS", "1h"),
    ("MAX_PICTURE_PX", (1920, 1080)),
    ("MAX_TRANSFORM_FAILURES", -1),
    ("TRANSFORM_DEADLINE_SECONDS", 0),
    ("TRANSFORM_DEADLINE_SECONDS", "5"),
    ("TRANSFORM_DEADLINE_SECONDS", None),
    ("MAX_CHAIN_LENGTH", 0),
    ("MAX_CHAIN_LENGTH", 1.5),
]


@pytest.mark.parametrize(("name", "value"), WRONG, ids=str)
def test_a_wrong_setting_is_named_with_what_is_allowed(name: str, value: object) -> None:
    (problem,) = problems({name: value})

    assert problem.startswith(f"DJINAR['{name}'] must be ")


def test_a_misspelt_setting_is_named_with_those_that_there_are() -> None:
    (problem,) = problems({"MAX_SESSION": 4})

    assert "no setting 'MAX_SESSION'" in problem
    assert "MAX_SESSIONS" in problem


@pytest.mark.parametrize("value", [None, ["MAX_SESSIONS"], "MAX_SESSIONS"], ids=str)
def test_settings_that_are_no_dictionary_are_one_problem(value: Any) -> None:
    assert problems(value) == [f"DJINAR must be a dictionary of settings, not {value!r}."]


def test_a_credential_is_never_repeated() -> None:
    (problem,) = problems({"ICE_SERVERS": [TURN | {"user": "ada"}]})
    (shared,) = problems({"BROWSER_ICE_SERVERS": [SHARED | {"user": "ada"}]})

    assert "hush" not in problem + shared


def test_all_that_is_wrong_is_said_at_once(djinar: DjangoSettings) -> None:
    djinar.DJINAR = {"MAX_SESSIONS": 0, "PORT_RANGE": 5, "PORTS": 5}

    with pytest.raises(ImproperlyConfigured, match=r"'PORTS'.*PORT_RANGE.*MAX_SESSIONS"):
        get_settings()


def test_a_test_may_change_settings(djinar: DjangoSettings) -> None:
    djinar.DJINAR = {"MAX_SESSIONS": 1}
    before = get_settings().limits.max_sessions
    djinar.DJINAR = {"MAX_SESSIONS": 2}

    assert (before, get_settings().limits.max_sessions) == (1, 2)


def test_the_backend_of_a_process_is_one_however_many_threads_ask(
    djinar: DjangoSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = threading.Barrier(2)
    made = InlineBackend.__init__

    def slowly(self: InlineBackend, *arguments: Any) -> None:
        with suppress(threading.BrokenBarrierError):
            at_once.wait(0.2)
        made(self, *arguments)

    monkeypatch.setattr(InlineBackend, "__init__", slowly)

    with ThreadPoolExecutor(2) as threads:
        one, other = (future.result() for future in [threads.submit(get_backend) for _ in range(2)])

    assert one is other
