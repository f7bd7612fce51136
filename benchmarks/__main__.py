"""``python -m benchmarks``: every table in one run, some ten minutes; ``--help`` tells how to run less."""

import argparse
import sys
from dataclasses import replace

from benchmarks import report, suite, wanted
from benchmarks.contenders import AIORTC, BARE, DJINAR, EVERY, Contender
from benchmarks.measured import Measured
from benchmarks.plan import Plan
from benchmarks.table import Table

_TRANSFORMS = "none", "edges", "cartoon", "slow"
_FLOOR_BPS = 1_700_000  # what libwebrtc gives VP8 of this size


def _streams(options: argparse.Namespace, measured: Measured) -> None:
    for transform in _TRANSFORMS:
        plan = _plan(options, transform)
        if transform == "slow":
            plan = replace(plan, seconds=options.long_seconds)
        for server in _servers(options):
            if server is not BARE or transform == "none":  # the bare engine has no transforms
                measured.streams += _measured(server, plan, measured.failures)


def _cost(options: argparse.Namespace, measured: Measured) -> None:
    """Servers that run at the same time share the machine's noise, so their ratio holds where their figures do not.

    It is a ratio of two figures that are close, so it gets twice the time.
    """
    plan = replace(_plan(options, "none"), seconds=2 * options.seconds)
    measured.side_by_side += suite.side_by_side([DJINAR, BARE], plan)
    measured.floor = suite.floor(options.seconds, _FLOOR_BPS)


def _answers(options: argparse.Namespace, measured: Measured) -> None:
    measured.answers += [suite.answers(server, options.offers) for server in _servers(options)]


def _peers(options: argparse.Namespace, measured: Measured) -> None:
    """Small pictures, so that both ends of four sessions fit on two cores."""
    plan = replace(_plan(options, "none"), width_px=320, height_px=240)
    for server in _servers(options):
        for count in (1, 4):
            measured.peers += _measured(server, replace(plan, peers=count), measured.failures)


def _sound(options: argparse.Namespace, measured: Measured) -> None:
    for transform in ("none", "slow"):
        plan = replace(_plan(options, transform), sound=True)
        for server in _servers(options):
            if server is DJINAR or transform == "none":  # aiortc's picture is seconds late by then
                measured.sound += _measured(server, plan, measured.failures)


def _chains(options: argparse.Namespace, measured: Measured) -> None:
    for transforms in ("adjust", "cartoon", "sepia", "adjust+cartoon+sepia"):
        measured.chains += _measured(DJINAR, _plan(options, transforms), measured.failures)


def _forms(options: argparse.Namespace, measured: Measured) -> None:
    for form in ("none", "i420", "gray", "rgb", "bgr"):
        measured.forms += _measured(DJINAR, _plan(options, form), measured.failures)


def _python(options: argparse.Namespace, measured: Measured) -> None:
    """Whether messages get through beside Python code that is always busy."""
    for count in (1, 4):
        plan = replace(_plan(options, "python"), width_px=320, height_px=240, peers=count)
        measured.python += _measured(DJINAR, plan, measured.failures)


_PARTS = {
    "streams": (_streams, report.streams),
    "cost": (_cost, report.cost),
    "answers": (_answers, report.answers),
    "peers": (_peers, report.peers),
    "sound": (_sound, report.sound),
    "chains": (_chains, report.chains),
    "forms": (_forms, report.forms),
    "python": (_python, report.python),
}
_SERVERS = {"djinar": DJINAR, "bare": BARE, "aiortc": AIORTC}


def main() -> None:
    options = _options()
    measured = Measured()
    for part in options.part or _PARTS:
        measure, table = _PARTS[part]
        try:
            measure(options, measured)
        except RuntimeError as error:
            measured.failures.append(f"{part}: {error}")
        else:
            _show(table(measured), options)
    if (judged := wanted.table(measured)).rows:
        _show(judged, options)
    sys.exit("\n".join(measured.failures) or None)


def _show(table: Table, options: argparse.Namespace) -> None:
    print(table.markdown() if options.markdown else table.text(), end="\n\n", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--part", action="append", choices=_PARTS, help="only this table; may be repeated")
    parser.add_argument("--server", action="append", choices=_SERVERS, help="only this server; may be repeated")
    parser.add_argument("--seconds", type=float, default=15, help="measured of each row (15)")
    parser.add_argument("--long-seconds", type=float, default=60, help="of the rows with the slow transform (60)")
    parser.add_argument("--warm-up-seconds", type=float, default=6, help="before each row (6)")
    parser.add_argument("--offers", type=int, default=30, help="answered for their time (30)")
    parser.add_argument("--quick", action="store_true", help="short rows: figures to look at, not to quote")
    parser.add_argument("--markdown", action="store_true", help="print Markdown")
    options = parser.parse_args()
    if options.quick:
        options.seconds, options.long_seconds, options.warm_up_seconds, options.offers = 4, 10, 3, 10
    return options


def _plan(options: argparse.Namespace, transform: str) -> Plan:
    return Plan(transform=transform, seconds=options.seconds, warm_up_seconds=options.warm_up_seconds)


def _servers(options: argparse.Namespace) -> list[Contender]:
    wanted = [_SERVERS[name] for name in options.server or _SERVERS]
    return [server for server in EVERY if server in wanted]


def _measured(server: Contender, plan: Plan, failures: list[str]) -> list[suite.Row]:
    """One row, or none and why. Says what is going on, as a run takes minutes."""
    title = f"{server.name}: {plan.transform}, {plan.peers} at {plan.width_px}x{plan.height_px}"
    print(title, file=sys.stderr)
    try:
        row = suite.stream(server, plan)
    except RuntimeError as error:
        failures.append(f"{title}: {error}")
        return []
    if unreadable := sum(peer.frames_unreadable for peer in row.peers):
        print(f"{unreadable} of its frames came back but could not be read", file=sys.stderr)
    return [row]


if __name__ == "__main__":
    main()
