from __future__ import annotations

import base64
import hashlib
import hmac

import pytest

from djinar.media.network import IceServer

SHARED = IceServer(urls=("turn:turn.example.org",), secret="hush", lifetime_seconds=300)  # noqa: S106


def test_a_lent_credential_is_what_coturn_expects() -> None:
    lent = SHARED.lent_to("ada", 1_700_000_000.9)

    assert lent.username == "1700000300:ada"
    assert base64.b64decode(lent.credential or "") == hmac.new(b"hush", b"1700000300:ada", hashlib.sha1).digest()


def test_a_lent_server_keeps_its_secret_to_itself() -> None:
    lent = SHARED.lent_to("ada", 0)

    assert (lent.urls, lent.secret) == (SHARED.urls, None)
    assert "hush" not in repr(SHARED)
    assert str(lent.credential) not in repr(lent)


def test_every_borrower_has_a_credential_of_their_own() -> None:
    assert SHARED.lent_to("ada", 0).credential != SHARED.lent_to("bob", 0).credential


@pytest.mark.parametrize(
    "server",
    [IceServer(urls=("stun:a",)), IceServer(urls=("turn:a",), username="ada", credential="hush")],
    ids=str,
)
def test_a_server_without_a_secret_is_lent_as_it_is(server: IceServer) -> None:
    assert server.lent_to("bob", 0) is server
