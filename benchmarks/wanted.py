"""What was set out for, beside what came of it. The reader judges; nothing here does."""

from collections.abc import Iterator

from benchmarks.contenders import BARE, DJINAR
from benchmarks.measured import Measured
from benchmarks.suite import Row, times
from benchmarks.table import Table


def table(measured: Measured) -> Table:
    """Of what was measured only."""
    return Table(
        title="Wanted of djinar",
        headings=["wanted", "measured"],
        rows=[*_cost(measured), *_streams(measured), *_answers(measured), *_peers(measured)],
    )


def _cost(measured: Measured) -> Iterator[tuple[str, str]]:
    if measured.side_by_side:
        ours, engine = measured.side_by_side
        yield "`none` costs at most 1.10 times the bare engine", f"{times(ours, engine):.2f}"


def _streams(measured: Measured) -> Iterator[tuple[str, str]]:
    rows = {row.plan.transform: row for row in measured.streams if row.server == DJINAR.name}
    for transform in ("edges", "cartoon"):
        if row := rows.get(transform):
            (peer,) = row.peers
            yield f"`{transform}` at 640x480, 30 frames/s", f"{peer.size}, {peer.fps:.1f}"
    if slow := rows.get("slow"):
        yield "100 ms transform: 95 of 100 frames under 500 ms old", f"{_tail(slow.peers[0].frame_age_ms):.0f} ms"
        grown_bytes = slow.usage.memory_after_bytes - slow.usage.memory_before_bytes
        yield "its memory flat for a minute", f"{grown_bytes / 1e6:+.1f} MB in {slow.plan.seconds:.0f} s"
    engine = next((row for row in measured.streams if row.server == BARE.name), None)
    if engine and (untouched := rows.get("none")):
        longer_ms = _first(untouched.peers[0].round_trip_ms) - _first(engine.peers[0].round_trip_ms)
        yield "median round trip at most 5 ms over the bare engine's", f"{longer_ms:+.1f} ms"


def _answers(measured: Measured) -> Iterator[tuple[str, str]]:
    for answers in measured.answers:
        if answers.server == DJINAR.name:
            yield "an offer answered within 50 ms at the median", f"{_first(answers.milliseconds):.1f} ms"


def _peers(measured: Measured) -> Iterator[tuple[str, str]]:
    rows = [row for row in measured.peers if row.server == DJINAR.name]
    if rows:
        yield "four cameras served as well as one", " against ".join(_rates(row) for row in reversed(rows))


def _rates(row: Row) -> str:
    return ", ".join(f"{peer.fps:.1f}" for peer in row.peers)


def _first(figures: tuple[float, ...]) -> float:
    return figures[0] if figures else float("nan")


def _tail(figures: tuple[float, ...]) -> float:
    return figures[1] if figures else float("nan")
