"""``python -m benchmarks``: every table in one run, some ten minutes; ``--help`` tells how to run less."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace

from benchmarks import report, suite
from benchmarks.contenders import AIORTC, BARE, DJINAR, EVERY, Contender
from benchmarks.plan import Plan
from benchmarks.table import Table

_TRANSFORMS = "none", "edges", "cartoon", "slow"
_FLOOR_BPS = 1_700_000  # what libwebrtc gives VP8 of this size


def streams(options: argparse.Namespace) -> Table:
    rows = []
    for transform in _TRANSFORMS:
        plan = _plan(options, transform)
        if transform == "slow":
            plan = replace(plan, seconds=options.long_seconds)
        # The bare engine has no transforms.
        servers = [server for server in _servers(options) if server is not BARE or transform == "none"]
        rows += [_measure(server, plan) for server in servers]
    return report.streams(rows)


def cost(options: argparse.Namespace) -> Table:
    """Machines are noisy: servers that run at the same time share the noise, so their ratio holds."""
    rows = suite.side_by_side([DJINAR, BARE], _plan(options, "none"))
    return report.cost(suite.floor(options.seconds, _FLOOR_BPS), rows)


def answers(options: argparse.Namespace) -> Table:
    return report.answers([suite.answers(server, options.offers) for server in _servers(options)])


def peers(options: argparse.Namespace) -> Table:
    """Small pictures, so that both ends of four sessions fit on two cores."""
    plan = replace(_plan(options, "none"), width_px=320, height_px=240)
    plans = [plan, replace(plan, peers=4)]
    return report.peers([_measure(server, each) for server in _servers(options) for each in plans])


def sound(options: argparse.Namespace) -> Table:
    loads = [
        (server, replace(_plan(options, transform), sound=True))
        for transform in ("none", "slow")
        for server in _servers(options)
        if transform == "none" or server is DJINAR
    ]
    return report.sound([_measure(server, plan) for server, plan in loads])


_PARTS: dict[str, Callable[[argparse.Namespace], Table]] = {
    "streams": streams,
    "cost": cost,
    "answers": answers,
    "peers": peers,
    "sound": sound,
}
_SERVERS = {"djinar": DJINAR, "bare": BARE, "aiortc": AIORTC}


def main() -> None:
    options = _options()
    failed = False
    for part in options.part or _PARTS:
        try:
            table = _PARTS[part](options)
        except RuntimeError as error:
            print(f"{part}: {error}", file=sys.stderr)
            failed = True
        else:
            print(table.markdown() if options.markdown else table.text(), end="\n\n", flush=True)
    sys.exit(failed)


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


def _measure(server: Contender, plan: Plan) -> suite.Row:
    """Says what is going on, as a run takes minutes."""
    print(f"{server.name}: {plan.transform}, {plan.peers} at {plan.width_px}x{plan.height_px}", file=sys.stderr)
    return suite.stream(server, plan)


if __name__ == "__main__":
    main()
