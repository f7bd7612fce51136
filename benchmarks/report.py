"""What was measured, as tables."""

from collections.abc import Sequence

from benchmarks.meter import Usage
from benchmarks.suite import Answers, Floor, Row
from benchmarks.table import Table

_UNKNOWN = "–"
_PERF_CANNOT = "not counted here"


def streams(rows: Sequence[Row]) -> Table:
    return Table(
        title="One camera through a server and back",
        headings=[
            "transform",
            "server",
            "frames/s",
            "size",
            "up kbit/s",
            "down kbit/s",
            "quantiser",
            "round trip ms",
            "frame age ms",
            "not back %",
            "CPU ms a frame",
            "M instructions a frame",
            "memory MB",
            "load",
        ],
        rows=[_stream(row) for row in rows],
    )


def _stream(row: Row) -> list[str]:
    (peer,) = row.peers
    missing = max(0, peer.frames_sent - peer.frames_returned)
    return [
        row.plan.transform,
        row.server,
        f"{peer.frames_returned / peer.seconds:.1f}",
        f"{peer.size_px[0]}x{peer.size_px[1]}",
        f"{peer.up_bps / 1000:.0f}",
        f"{peer.down_bps / 1000:.0f}",
        f"{peer.quantiser:.0f}",
        _figures(peer.round_trip_ms),
        _figures(peer.frame_age_ms),
        f"{100 * missing / max(1, peer.frames_sent):.0f}",
        *_cost(row.usage, row.frames),
        f"{row.usage.memory_before_bytes / 1e6:.0f} → {row.usage.memory_after_bytes / 1e6:.0f}",
        f"{row.load_average:.1f}",
    ]


def cost(floor: Floor, rows: Sequence[Row]) -> Table:
    """What is paid on top of the codec, and on top of the engine; the last row is what the others are divided by."""
    engine = rows[-1]
    named = [(row.server, row.usage, row.frames, row.load_average) for row in rows]
    named.append(("codec alone", floor.usage, floor.frames, floor.load_average))
    return Table(
        title="What a frame of `none` costs, servers side by side",
        headings=[
            "",
            "CPU ms a frame",
            "M instructions a frame",
            f"times {engine.server}",
            "times codec alone",
            "load",
        ],
        rows=[
            [
                name,
                *_cost(usage, frames),
                f"{_times((usage, frames), (engine.usage, engine.frames)):.2f}",
                f"{_times((usage, frames), (floor.usage, floor.frames)):.2f}",
                f"{load_average:.1f}",
            ]
            for name, usage, frames, load_average in named
        ],
    )


def _times(one: tuple[Usage, int], other: tuple[Usage, int]) -> float:
    """How much more a frame costs: in instructions where both are counted, as they are steadier, else in time."""
    (usage, frames), (base, base_frames) = one, other
    if usage.instructions and base.instructions:
        return usage.instructions / max(1, frames) / (base.instructions / max(1, base_frames))
    return usage.cpu_seconds / max(1, frames) / (base.cpu_seconds / max(1, base_frames))


def answers(measured: Sequence[Answers]) -> Table:
    return Table(
        title="An offer's way to its answer",
        headings=["server", "offers", "answered in ms", "load"],
        rows=[
            [each.server, str(each.count), _figures(each.milliseconds), f"{each.load_average:.1f}"] for each in measured
        ],
    )


def peers(rows: Sequence[Row]) -> Table:
    return Table(
        title="Several cameras at once, `none`",
        headings=[
            "server",
            "cameras",
            "size",
            "frames/s of each",
            "frame age ms of the worst",
            "CPU ms a frame",
            "M instructions a frame",
            "memory MB",
            "load",
        ],
        rows=[
            [
                row.server,
                str(row.plan.peers),
                f"{row.plan.width_px}x{row.plan.height_px}",
                ", ".join(f"{peer.frames_returned / peer.seconds:.1f}" for peer in row.peers),
                _figures(max(peer.frame_age_ms for peer in row.peers)),
                *_cost(row.usage, row.frames),
                f"{row.usage.memory_after_bytes / 1e6:.0f}",
                f"{row.load_average:.1f}",
            ]
            for row in rows
        ],
    )


def sound(rows: Sequence[Row]) -> Table:
    return Table(
        title="With the microphone echoed beside the picture",
        headings=[
            "transform",
            "server",
            "frames/s",
            "picture after sound ms",
            "CPU ms a frame",
            "M instructions a frame",
            "load",
        ],
        rows=[
            [
                row.plan.transform,
                row.server,
                f"{row.peers[0].frames_returned / row.peers[0].seconds:.1f}",
                _range(row.peers[0].picture_after_sound_ms),
                *_cost(row.usage, row.frames),
                f"{row.load_average:.1f}",
            ]
            for row in rows
        ],
    )


def _cost(usage: Usage, frames: int) -> list[str]:
    if not frames:
        return [_UNKNOWN, _UNKNOWN]
    counted = usage.instructions
    return [
        f"{usage.cpu_seconds * 1000 / frames:.1f}",
        _PERF_CANNOT if counted is None else f"{counted / 1e6 / frames:.1f}",
    ]


def _figures(pair: Sequence[float]) -> str:
    """Median and 95th percentile."""
    return " / ".join(_round(value) for value in pair) or _UNKNOWN


def _range(figures: Sequence[float]) -> str:
    if not figures:
        return _UNKNOWN
    median, least, greatest = figures
    return f"{median:+.0f} ({least:+.0f} to {greatest:+.0f})"


def _round(value: float) -> str:
    return f"{value:.1f}" if value < 100 else f"{value:.0f}"
