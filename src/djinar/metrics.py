"""What Prometheus is told of streams."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import get_args

from asgiref.sync import async_to_sync
from prometheus_client import CollectorRegistry, Counter, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from djinar.conf import get_backend
from djinar.media.distribution import BOUNDS_MS, Distribution
from djinar.sessions.reasons import EndReason
from djinar.sessions.snapshot import State
from djinar.sessions.tally import Tally

OFFERS = Counter("djinar_offers", "Offers, by what became of them.", ["result"], registry=None)
"""``answered``, or the code of the refusal."""

_FRAMES: Mapping[str, str] = {
    "frames_in": "received",
    "frames_out": "sent",
    "frames_dropped": "dropped",
    "frames_failed": "failed",
}


class StreamCollector(Collector):
    """Of this process's streams; for a registry of your own: ``REGISTRY.register(StreamCollector())``.

    Collects on a thread without an event loop, as Django's sync views and the Prometheus client's own server have.
    """

    def collect(self) -> Iterator[Metric]:
        tally = async_to_sync(get_backend().tally)()
        yield from _sessions(tally)
        yield from _media(tally)
        yield from OFFERS.collect()

    def describe(self) -> list[Metric]:
        """Nothing is asked of a backend before somebody scrapes."""
        return []


def make_registry() -> CollectorRegistry:
    """The streams' figures, and what the process takes: CPU, memory, descriptors."""
    registry = CollectorRegistry()
    registry.register(StreamCollector())
    ProcessCollector(registry=registry)
    return registry


def _sessions(tally: Tally) -> Iterator[Metric]:
    sessions = GaugeMetricFamily("djinar_sessions", "Sessions that hold a place.", labels=["state"])
    for state in get_args(State):
        if state != "ended":
            sessions.add_metric([state], tally.states[state])
    yield sessions
    yield GaugeMetricFamily("djinar_session_places", "Sessions that there may be at once.", tally.places)
    ended = CounterMetricFamily("djinar_sessions_ended", "Sessions that are over.", labels=["reason"])
    for reason in EndReason:
        ended.add_metric([reason.value], tally.ended[reason])
    yield ended
    yield GaugeMetricFamily(
        "djinar_threads_left_behind", "Threads of transforms that did not return.", tally.hanging_threads
    )


def _media(tally: Tally) -> Iterator[Metric]:
    frames = CounterMetricFamily("djinar_frames", "Pictures, by what became of them.", labels=["result"])
    for name, result in _FRAMES.items():
        frames.add_metric([result], tally.counts[name])
    yield frames
    yield CounterMetricFamily(
        "djinar_sound_blocks_failed", "Blocks of sound that became silence.", tally.sound_blocks_failed
    )
    traffic = CounterMetricFamily("djinar_bytes", "Bytes on the wire.", labels=["direction"])
    traffic.add_metric(["in"], tally.counts["bytes_in"])
    traffic.add_metric(["out"], tally.counts["bytes_out"])
    yield traffic
    yield _histogram("djinar_frame_age_seconds", "From a picture's decoding to its encoding.", tally.frame_ages)
    yield _histogram("djinar_transform_seconds", "What transforms took for a picture.", tally.transform_times)


def _histogram(name: str, meaning: str, times: Distribution) -> HistogramMetricFamily:
    bounds = [*(f"{bound_ms / 1000:g}" for bound_ms in BOUNDS_MS), "+Inf"]
    buckets = list(zip(bounds, accumulate(times.counts), strict=True))
    return HistogramMetricFamily(name, meaning, buckets=buckets, sum_value=times.sum_ms / 1000)
