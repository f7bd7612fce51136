from __future__ import annotations

import pytest

from tests.unit.views.offering import FakeBackend


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> FakeBackend:
    backend = FakeBackend()
    monkeypatch.setattr("djinar.views.offer.get_backend", lambda: backend)
    return backend
