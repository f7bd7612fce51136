"""What a peer saw, and what that comes to over a span of its clock."""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np


@dataclass(slots=True, kw_only=True)
class Counters:
    """The engine's totals of video on the wire."""

    bytes_sent: int = 0
    bytes_received: int = 0
    frames_decoded: int = 0
    quantiser_sum: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """One frame that came back; ``index`` is ``None`` when its barcode could not be read."""

    index: int | None
    at: float
    size_px: tuple[int, int]


@dataclass(slots=True)
class Log:
    """Everything a peer sees, each with its moment in seconds of ``time.perf_counter``."""

    sent_at: list[float] = field(default_factory=list)
    """By the frame's index."""
    returned: list[Returned] = field(default_factory=list)
    first_frame: asyncio.Event = field(default_factory=asyncio.Event)
    pings_sent_at: list[float] = field(default_factory=list)
    pongs_at: dict[int, float] = field(default_factory=dict)
    clicks_sent_at: list[float] = field(default_factory=list)
    clicks_heard_at: list[float] = field(default_factory=list)

    def frame_returned(self, index: int | None, at: float, size_px: tuple[int, int]) -> None:
        if index is not None and index >= len(self.sent_at):
            index = None  # a frame not yet sent cannot have come back: misread
        self.returned.append(Returned(index=index, at=at, size_px=size_px))
        self.first_frame.set()

    def ping(self) -> str:
        self.pings_sent_at.append(time.perf_counter())
        return f"ping {len(self.pings_sent_at) - 1}"

    def pong(self, message: str) -> None:
        word, _, number = message.partition(" ")
        if word == "pong" and number.isdecimal():
            self.pongs_at.setdefault(int(number), time.perf_counter())


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """One peer's figures of one run. Three are the median, the 95th and 99th percentile; empty if nothing was seen."""

    frames_sent: int
    frames_returned: int
    """Distinct ones."""
    frames_unreadable: int
    seconds: float
    sizes_px: tuple[tuple[int, int], ...]
    """All that came back, the most frequent first."""
    up_bps: float
    down_bps: float
    quantiser: float
    """VP8's, 0 finest to 127 coarsest, mean of the frames that came back."""
    round_trip_ms: tuple[float, ...]
    frame_age_ms: tuple[float, ...]
    longest_freeze_ms: float
    """Between two distinct frames, or before the first or after the last."""
    sound_age_ms: tuple[float, ...]
    picture_after_sound_ms: tuple[float, ...]
    """Median, least and greatest over the clicks; negative when the picture came first."""

    @property
    def fps(self) -> float:
        """Distinct frames that came back in a second."""
        return self.frames_returned / self.seconds

    @property
    def size(self) -> str:
        """As text, several when it changed."""
        return ", ".join(f"{width}x{height}" for width, height in self.sizes_px)

    @classmethod
    def of(cls, members: dict[str, Any]) -> Self:
        """From what ``dataclasses.asdict`` and JSON made of one."""
        frozen: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in members.items()
        }
        return cls(**frozen)


def findings(log: Log, before: Counters, after: Counters, span: tuple[float, float]) -> Findings:
    """What happened between two moments."""
    began, ended = span
    seconds = ended - began
    returned = [frame for frame in log.returned if began <= frame.at < ended]
    ages = {frame.index: frame.at - log.sent_at[frame.index] for frame in reversed(returned) if frame.index is not None}
    decoded = after.frames_decoded - before.frames_decoded
    sizes = Counter(frame.size_px for frame in returned)
    return Findings(
        frames_sent=sum(began <= at < ended for at in log.sent_at),
        frames_returned=len(ages),
        frames_unreadable=sum(frame.index is None for frame in returned),
        seconds=seconds,
        sizes_px=tuple(size for size, _ in sizes.most_common()),
        up_bps=(after.bytes_sent - before.bytes_sent) * 8 / seconds,
        down_bps=(after.bytes_received - before.bytes_received) * 8 / seconds,
        quantiser=(after.quantiser_sum - before.quantiser_sum) / max(1, decoded),
        round_trip_ms=middle_and_tail_ms(_round_trips(log, began, ended)),
        frame_age_ms=middle_and_tail_ms(list(ages.values())),
        longest_freeze_ms=_longest_freeze_ms(returned, began, ended),
        sound_age_ms=middle_and_tail_ms([age for heard, age in _clicks(log) if began <= heard < ended]),
        picture_after_sound_ms=_picture_after_sound_ms(log, returned),
    )


def middle_and_tail_ms(seconds: Sequence[float]) -> tuple[float, ...]:
    return tuple(float(ms) for ms in np.percentile(seconds, [50, 95, 99]) * 1000) if seconds else ()


def _longest_freeze_ms(returned: Sequence[Returned], began: float, ended: float) -> float:
    first_seen_at: dict[int, float] = {}
    for frame in returned:
        if frame.index is not None:
            first_seen_at.setdefault(frame.index, frame.at)
    moments = [began, *first_seen_at.values(), ended]
    return max(after - before for before, after in itertools.pairwise(moments)) * 1000


def _round_trips(log: Log, began: float, ended: float) -> list[float]:
    """Of the pings of a span; one still unanswered at its end has taken at least until then."""
    return [
        min(log.pongs_at.get(number, ended), ended) - at
        for number, at in enumerate(log.pings_sent_at)
        if began <= at < ended - 0.5
    ]


def _clicks(log: Log) -> list[tuple[float, float]]:
    """When each was heard, and how old it was; none can be older than the time between two."""
    return [
        (heard, heard - max(at for at in log.clicks_sent_at if at < heard))
        for heard in log.clicks_heard_at
        if log.clicks_sent_at and log.clicks_sent_at[0] < heard
    ]


def _picture_after_sound_ms(log: Log, returned: Sequence[Returned]) -> tuple[float, ...]:
    """How much older the picture on screen is than the sound heard with it, at each click heard."""
    offsets: list[float] = []
    for heard, sound_age in _clicks(log):
        picture_ages = [
            frame.at - log.sent_at[frame.index]
            for frame in returned
            if frame.index is not None and heard - 0.25 <= frame.at < heard + 0.25
        ]
        if picture_ages:
            offsets.append(float(np.median(picture_ages)) - sound_age)
    return tuple(float(f(offsets)) * 1000 for f in (np.median, np.min, np.max)) if offsets else ()
