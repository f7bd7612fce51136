"""One row of a table at a time: a server started, loaded, measured and ended."""

import json
import os
import subprocess
from contextlib import ExitStack
from dataclasses import asdict, dataclass

from benchmarks import processes
from benchmarks.contenders import Contender, serving
from benchmarks.findings import Findings, middle_and_tail_ms
from benchmarks.meter import Meter, Usage
from benchmarks.plan import Plan

_SLACK_SECONDS = 60  # to start, connect and end; after that a run is stuck and is ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A server under one load."""

    server: str
    plan: Plan
    peers: tuple[Findings, ...]
    usage: Usage
    load_average: float
    """Of the machine in the minute before: what was going on besides."""

    @property
    def frames(self) -> int:
        """That came back, of all peers."""
        return sum(peer.frames_returned for peer in self.peers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The codec alone."""

    frames: int
    usage: Usage
    load_average: float
    server: str = "codec alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """How long a server took to answer offers."""

    server: str
    count: int
    milliseconds: tuple[float, ...]
    """Median, 95th and 99th percentile."""
    load_average: float


def times(one: Row | Floor, other: Row | Floor) -> float:
    """What a frame of one costs, in frames of the other: by instructions where they are counted, else by CPU time."""
    cost, unit = one.usage.instructions, other.usage.instructions
    if not cost or not unit:
        return one.usage.cpu_seconds / max(1, one.frames) * other.frames / other.usage.cpu_seconds
    return cost / max(1, one.frames) * other.frames / unit


def stream(contender: Contender, plan: Plan) -> Row:
    """Cameras through a server and back."""
    return side_by_side([contender], plan)[0]


def side_by_side(contenders: list[Contender], plan: Plan) -> list[Row]:
    """Several servers at the same time, each under a load of its own, so that what disturbs one disturbs all."""
    load_average = os.getloadavg()[0]
    limit_seconds = plan.seconds + plan.warm_up_seconds + _SLACK_SECONDS
    with ExitStack() as running:
        servers = [running.enter_context(serving(contender)) for contender in contenders]
        arguments = [["-m", "benchmarks.load", server.url(plan), json.dumps(asdict(plan))] for server in servers]
        loads = [running.enter_context(processes.python(*each, within_seconds=limit_seconds)) for each in arguments]
        meters = [_started_when_warm(load, server.process) for load, server in zip(loads, servers, strict=True)]
        found = [(processes.line(load), meter.stop()) for load, meter in zip(loads, meters, strict=True)]
    return [
        Row(
            server=contender.name,
            plan=plan,
            peers=tuple(Findings.of(peer) for peer in json.loads(peers)),
            usage=usage,
            load_average=load_average,
        )
        for contender, (peers, usage) in zip(contenders, found, strict=True)
    ]


def floor(seconds: float, bit_rate_bps: int) -> Floor:
    """As many frames as the camera gives in that time."""
    load_average = os.getloadavg()[0]
    arguments = "-m", "benchmarks.codec_floor", str(bit_rate_bps), str(int(seconds * Plan.fps))
    with processes.python(*arguments, within_seconds=seconds + _SLACK_SECONDS) as codec:
        meter = _started_when_warm(codec, codec)
        processes.say(codec)
        frames = int(processes.line(codec))
        return Floor(frames=frames, usage=meter.stop(), load_average=load_average)


def answers(contender: Contender, count: int) -> Answers:
    """One offer after the other."""
    load_average = os.getloadavg()[0]
    plan = Plan(transform="none", seconds=0, sound=True)
    with ExitStack() as running:
        url = running.enter_context(serving(contender)).url(plan)
        arguments = "-m", "benchmarks.offers", url, str(count)
        client = running.enter_context(processes.python(*arguments, within_seconds=count + _SLACK_SECONDS))
        seconds: list[float] = json.loads(processes.line(client))
    return Answers(
        server=contender.name, count=count, milliseconds=middle_and_tail_ms(seconds), load_average=load_average
    )


def _started_when_warm(load: subprocess.Popen[str], measured: subprocess.Popen[str]) -> Meter:
    """The load says a word when it has warmed up; the meter of what it loads starts then."""
    meter = Meter(measured.pid)
    processes.line(load)
    meter.start()
    return meter
