"""What was measured, as tables."""

from collections.abc import Sequence

from benchmarks.findings import Findings
from benchmarks.measured import Measured
from benchmarks.suite import Answers, Floor, Row, times
from benchmarks.table import Table

_NOTHING = "–"


def streams(measured: Measured) -> Table:
    """Every transform through every server, one camera."""
    return Table(
        title="One camera through a server and back",
        headings=[
            *("transform", "server", "frames/s", "size", "up kbit/s", "down kbit/s", "quantiser"),
            *("round trip ms", "frame age ms", "not back %", *_COST, "memory MB", "load"),
        ],
        rows=[
            [row.plan.transform, row.server, *_picture(row.peers[0]), *_cost(row), _memory(row), _load(row)]
            for row in measured.streams
        ],
    )


def cost(measured: Measured) -> Table:
    """What is paid on top of the engine, and on top of the codec."""
    engine, floor = measured.side_by_side[-1], measured.floor
    rows: list[Row | Floor] = [*measured.side_by_side, *([floor] if floor else [])]
    return Table(
        title="What a frame of `none` costs, servers side by side",
        headings=["server", *_COST, f"times {engine.server}", "times codec", "load"],
        rows=[
            [
                row.server,
                *_cost(row),
                f"{times(row, engine):.2f}",
                f"{times(row, floor):.2f}" if floor else _NOTHING,
                _load(row),
            ]
            for row in rows
        ],
    )


def answers(measured: Measured) -> Table:
    """From the POST to the answer."""
    return Table(
        title="An offer's way to its answer",
        headings=["server", "offers", "answered in ms", "load"],
        rows=[[row.server, str(row.count), _figures(row.milliseconds), _load(row)] for row in measured.answers],
    )


def peers(measured: Measured) -> Table:
    """One camera beside several."""
    return Table(
        title="Several cameras at once, `none`",
        headings=["server", "cameras", "size", "frames/s of each", "frame age ms, worst", *_COST, "memory MB", "load"],
        rows=[
            [
                row.server,
                str(row.plan.peers),
                f"{row.plan.width_px}x{row.plan.height_px}",
                ", ".join(f"{peer.fps:.1f}" for peer in row.peers),
                _figures(max(peer.frame_age_ms for peer in row.peers)),
                *_cost(row),
                _memory(row),
                _load(row),
            ]
            for row in measured.peers
        ],
    )


def sound(measured: Measured) -> Table:
    """Whether picture and sound stay in step, and what the sound costs."""
    return Table(
        title="With the microphone echoed beside the picture",
        headings=["transform", "server", "frames/s", "sound age ms", "picture after sound ms", *_COST, "load"],
        rows=[
            [
                row.plan.transform,
                row.server,
                f"{row.peers[0].fps:.1f}",
                _figures(row.peers[0].sound_age_ms),
                _range(row.peers[0].picture_after_sound_ms),
                *_cost(row),
                _load(row),
            ]
            for row in measured.sound
        ],
    )


def chains(measured: Measured) -> Table:
    return _djinar_alone("Transforms alone and one after another", measured.chains)


def forms(measured: Measured) -> Table:
    return _djinar_alone("What a transform costs that does nothing, by the pixel form it asks for", measured.forms)


def python(measured: Measured) -> Table:
    """Pings beside transforms that never let go of the interpreter."""
    return Table(
        title="20 ms of Python a frame, in several sessions",
        headings=["sessions", "frames/s of each", "round trip ms, worst", "frame age ms, worst", *_COST, "load"],
        rows=[
            [
                str(row.plan.peers),
                ", ".join(f"{peer.fps:.1f}" for peer in row.peers),
                _figures(max(peer.round_trip_ms for peer in row.peers)),
                _figures(max(peer.frame_age_ms for peer in row.peers)),
                *_cost(row),
                _load(row),
            ]
            for row in measured.python
        ],
    )


def _djinar_alone(title: str, rows: Sequence[Row]) -> Table:
    return Table(
        title=title,
        headings=["transform", "frames/s", "frame age ms", *_COST, "load"],
        rows=[
            [
                row.plan.transform.replace("+", ", "),
                f"{row.peers[0].fps:.1f}",
                _figures(row.peers[0].frame_age_ms),
                *_cost(row),
                _load(row),
            ]
            for row in rows
        ],
    )


_COST = "CPU ms a frame", "M instructions a frame"


def _cost(row: Row | Floor) -> list[str]:
    if not row.frames:
        return [_NOTHING, _NOTHING]
    counted = row.usage.instructions
    return [
        f"{row.usage.cpu_seconds * 1000 / row.frames:.1f}",
        "perf cannot count" if counted is None else f"{counted / 1e6 / row.frames:.1f}",
    ]


def _picture(peer: Findings) -> list[str]:
    return [
        f"{peer.fps:.1f}",
        peer.size,
        f"{peer.up_bps / 1000:.0f}",
        f"{peer.down_bps / 1000:.0f}",
        f"{peer.quantiser:.0f}",
        _figures(peer.round_trip_ms),
        _figures(peer.frame_age_ms),
        f"{100 * max(0, 1 - peer.frames_returned / max(1, peer.frames_sent)):.0f}",
    ]


def _memory(row: Row) -> str:
    return f"{row.usage.memory_before_bytes / 1e6:.0f} → {row.usage.memory_after_bytes / 1e6:.0f}"


def _load(row: Row | Floor | Answers) -> str:
    return f"{row.load_average:.1f}"


def _figures(three: Sequence[float]) -> str:
    """Median and 95th percentile."""
    return " / ".join(f"{value:.1f}" if value < 100 else f"{value:.0f}" for value in three[:2]) or _NOTHING


def _range(figures: Sequence[float]) -> str:
    if not figures:
        return _NOTHING
    median, least, greatest = figures
    return f"{median:+.0f} ({least:+.0f} to {greatest:+.0f})"
