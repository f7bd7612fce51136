"""Thousands of offers that nobody should make, posted to a server with the real engine."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.hostile.mutations import REAL, as_body, hostile_body
from tests.hostile.target import REFUSALS, Target, target

KEPT = sorted((Path(__file__).parents[1] / "corpus" / "hostile_offers").glob("*"))
"""Bodies that once did harm, or came close. A new one goes here when a test of this file finds it."""
CPU_SECONDS = 0.25
OF_THE_INSIDE = re.compile(r"Traceback|\w(Error|Exception)\b|\.py\b|object at 0x|NoneType|wrtc")
MAY_DIFFER = 8
"""Threads and descriptors of pools, whichever happen to be there. Some hundreds of sessions begin and end meanwhile."""

_ALWAYS = settings(deadline=None, database=None, print_blob=True, suppress_health_check=list(HealthCheck))


class Tried:
    """What became of the offers so far."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self.results = Counter[str]()
        self.most_cpu_seconds = 0.0

    def post(self, body: bytes) -> None:
        """Raises:
        AssertionError, OSError: the offer did harm.
        """
        reply = self._target.post(body)
        self.most_cpu_seconds = max(self.most_cpu_seconds, reply.cpu_seconds)
        assert reply.cpu_seconds <= CPU_SECONDS
        if reply.status == 200:
            assert reply.document["sdp"].startswith("v=0\r\n")
            self.results["answered"] += 1
            return
        assert reply.status < 500
        assert reply.content_type == "application/problem+json"
        assert (reply.status, reply.document["code"]) in REFUSALS
        assert not OF_THE_INSIDE.search(reply.document["detail"])
        self.results[reply.document["code"]] += 1
        self.results["refused by the engine"] += "engine" in reply.document["detail"]


@pytest.fixture(scope="module")
def tried() -> Iterator[Tried]:
    """On a server that is after all tests what it was before, and whose log has no traceback."""
    with target(HANDSHAKE_TIMEOUT_SECONDS=0.05, MAX_SESSIONS=500) as attacked:
        tried = Tried(attacked)
        for sdp in 5 * REAL:
            tried.post(as_body(sdp))
        assert tried.results == {"answered": 5 * len(REAL)}
        before = settled(attacked)

        yield tried

        after = settled(attacked)
        print(tried.results, f"{tried.most_cpu_seconds:.3f} s at most", before, after)  # noqa: T201  (pytest -rP shows it)
    for name in ("sessions", "tasks", "threads", "descriptors"):
        assert after[name] <= before[name] + MAY_DIFFER, name
    assert "Traceback" not in attacked.server.output


def settled(attacked: Target) -> dict[str, int]:
    """When the sessions that nobody took further are over."""
    deadline = time.monotonic() + 20
    while (figures := attacked.figures())["sessions"] and time.monotonic() < deadline:
        time.sleep(0.05)
    return figures


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_an_offer_that_once_did_harm_does_none(tried: Tried, path: Path) -> None:
    tried.post(path.read_bytes())


@pytest.mark.timeout(600)
def test_two_thousand_offers_are_answered_or_refused_and_do_no_harm(tried: Tried) -> None:
    @settings(_ALWAYS, max_examples=2_000, derandomize=True)
    @given(hostile_body())
    def post(body: bytes) -> None:
        tried.post(body)

    post()

    assert tried.results.total() >= 2_000
    assert tried.results["answered"] >= 200
    assert tried.results["refused by the engine"] >= 50
    assert tried.results["invalid-offer"] >= 200


@pytest.mark.timeout(300)
def test_two_hundred_offers_that_were_never_tried_before_do_no_harm(tried: Tried) -> None:
    @settings(_ALWAYS, max_examples=200)
    @given(hostile_body())
    def post(body: bytes) -> None:
        tried.post(body)

    post()
