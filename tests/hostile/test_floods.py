"""One call goes on while others attack the server that it is on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.hostile.mutations import REAL, as_body
from tests.hostile.target import Target, target
from tests.load.caller import Caller, calling
from tests.load.gate import Gate, assert_some_attempt, described

MAY_GROW_KB = 5_000
WARM_UP_SECONDS, QUIET_SECONDS, ATTACKED_SECONDS = 1, 2, 4
LIMITS = {"MAX_ANSWERS_PER_SECOND": 5, "MAX_SESSIONS": 40, "HANDSHAKE_TIMEOUT_SECONDS": 2}
IN_THE_LOG = {
    "messages": "ended: message-rate-too-high",
    "bombs": "ended: picture-too-large",
    "bodies": "The body may have 65536 bytes at most.",
    "half_open": "5 new sessions a second are as many as may be.",
}
"""Each attack's mark, which shows that it has come through."""
BY_THE_ATTACKER = {"channels": "closed", "datagrams": "sent"}
ATTACKS = [*IN_THE_LOG, *BY_THE_ATTACKER]


@dataclass(frozen=True, slots=True, kw_only=True)
class Honest:
    target: Target
    caller: Caller


@pytest.fixture(scope="module")
def attacked() -> Iterator[Target]:
    with target(**LIMITS) as server:
        yield server
    assert "Traceback" not in server.server.output


@pytest.fixture
def honest(attacked: Target) -> Iterator[Honest]:
    with calling(f"{attacked.server.base_url}/offer", "edges", width_px=320, height_px=240) as caller:
        caller.measure(WARM_UP_SECONDS)
        yield Honest(target=attacked, caller=caller)


@contextmanager
def attacking(name: str, attacked: Target) -> Iterator[subprocess.Popen[str]]:
    """The attack has begun when the block begins."""
    ports = udp_ports(attacked.server.pid) if name == "datagrams" else []
    command = [sys.executable, "-m", "tests.hostile.attacks", name, attacked.server.base_url, *map(str, ports)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            read_until("begun", process)
            yield process
        finally:
            process.kill()


def read_until(wanted: str, process: subprocess.Popen[str]) -> None:
    assert process.stdout
    assert any(line.strip() == wanted for line in process.stdout), "the attacker gave up"


def udp_ports(pid: int) -> list[int]:
    """Where the process receives media."""
    links = []
    for path in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            links.append(str(path.readlink()))
    rows = [line.split() for line in Path(f"/proc/{pid}/net/udp").read_text().splitlines()[1:]]
    return [int(row[1].partition(":")[2], 16) for row in rows if f"socket:[{row[9]}]" in links]


def assert_goes_on(
    honest: Honest, names: Sequence[str], gate: Gate, record_property: Callable[[str, object], None]
) -> None:
    """The call, under all these attacks at once."""

    def attempt() -> tuple[bool, str]:
        (undisturbed,) = honest.caller.measure(QUIET_SECONDS)
        before = {name: honest.target.server.output.count(mark) for name, mark in IN_THE_LOG.items()}
        with ExitStack() as attacks:
            running = {name: attacks.enter_context(attacking(name, honest.target)) for name in names}
            before_seconds = honest.target.cpu_seconds
            (seen,) = honest.caller.measure(ATTACKED_SECONDS)
            cores = (honest.target.cpu_seconds - before_seconds) / ATTACKED_SECONDS
            for name in names:
                if name in IN_THE_LOG:
                    honest.target.server.wait_for_output(IN_THE_LOG[name], times=before[name] + 1)
                elif len(names) == 1:
                    read_until(BY_THE_ATTACKER[name], running[name])
        measured = f"{described(seen)}, server {cores:.2f} cores, undisturbed {described(undisturbed)}"
        return gate.holds(seen, undisturbed), measured

    assert_some_attempt(attempt, record_property, " and ".join(names))


@pytest.mark.parametrize("name", ["messages", "channels", "half_open"])
def test_a_call_goes_on_while_the_server_is_attacked(
    honest: Honest, name: str, record_property: Callable[[str, object], None]
) -> None:
    assert_goes_on(honest, [name], Gate(fps=25), record_property)


def test_a_call_goes_on_and_no_memory_is_taken_under_two_hundred_thousand_datagrams(
    honest: Honest, record_property: Callable[[str, object], None]
) -> None:
    honest.target.post(as_body(REAL[0]))
    assert len(udp_ports(honest.target.server.pid)) >= 2, "of the call, and of a session that is half open"
    honest.target.forget_memory_peak()
    before_kb = honest.target.memory_peak_kb

    assert_goes_on(honest, ["datagrams"], Gate(fps=27), record_property)

    assert honest.target.memory_peak_kb - before_kb <= MAY_GROW_KB


def test_a_call_goes_on_while_all_attack_at_once(
    honest: Honest, record_property: Callable[[str, object], None]
) -> None:
    # The attackers' machine is this one, and both of its processors are theirs by then.
    assert_goes_on(honest, ATTACKS, Gate(fps=15), record_property)
