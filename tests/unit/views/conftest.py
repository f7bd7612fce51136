from __future__ import annotations

import pytest

from djinar.conf import get_offer_pace
from tests.unit.views.offering import FakeBackend


@pytest.fixture(autouse=True)
def no_offers_yet() -> None:
    get_offer_pace.cache_clear()


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> FakeBackend:
    backend = FakeBackend()
    monkeypatch.setattr("djinar.views.offer.get_backend", lambda: backend)
    return backend
