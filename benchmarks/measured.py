"""Everything one run has measured so far."""

from dataclasses import dataclass, field

from benchmarks.suite import Answers, Floor, Row


@dataclass(slots=True, kw_only=True)
class Measured:
    """A part that was not run is empty."""

    streams: list[Row] = field(default_factory=list)
    floor: Floor | None = None
    side_by_side: list[Row] = field(default_factory=list)
    """The last one is the engine alone."""
    answers: list[Answers] = field(default_factory=list)
    peers: list[Row] = field(default_factory=list)
    sound: list[Row] = field(default_factory=list)
    chains: list[Row] = field(default_factory=list)
    forms: list[Row] = field(default_factory=list)
    python: list[Row] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    """Rows that could not be measured, and why."""
