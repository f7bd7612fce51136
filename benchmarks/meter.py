"""What a process uses, seen from outside: CPU time and memory from ``/proc``, instructions from ``perf``."""

import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
_PERF_SECONDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Between a meter's start and its stop."""

    cpu_seconds: float
    instructions: int | None
    """In user space; ``None`` where the machine cannot count them."""
    memory_before_bytes: int
    memory_after_bytes: int


class Meter:
    """Reads one process, all its threads."""

    def __init__(self, pid: int) -> None:
        self._pid = pid

    def start(self) -> None:
        self._memory_before_bytes = memory_bytes(self._pid)
        self._perf = _perf(self._pid)
        self._cpu_seconds_before = cpu_seconds(self._pid)

    def stop(self) -> Usage:
        cpu_seconds_used = cpu_seconds(self._pid) - self._cpu_seconds_before
        return Usage(
            cpu_seconds=cpu_seconds_used,
            instructions=_counted(self._perf),
            memory_before_bytes=self._memory_before_bytes,
            memory_after_bytes=memory_bytes(self._pid),
        )


def cpu_seconds(pid: int) -> float:
    """In user and kernel space. Source: proc_pid_stat(5), fields utime and stime."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_A_SECOND


def memory_bytes(pid: int) -> int:
    """Resident. Source: proc_pid_statm(5)."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _perf(pid: int) -> subprocess.Popen[str] | None:
    if not shutil.which("perf"):
        return None
    command = ["perf", "stat", "-x", ";", "-e", "instructions:u", "-p", str(pid)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def _counted(perf: subprocess.Popen[str] | None) -> int | None:
    """Perf prints what it has counted when it is interrupted; without leave to count it prints something else."""
    if perf is None:
        return None
    perf.send_signal(signal.SIGINT)
    try:
        _, text = perf.communicate(timeout=_PERF_SECONDS)
    except subprocess.TimeoutExpired:
        perf.kill()
        return None
    counts = [line.split(";") for line in text.splitlines() if "instructions" in line]
    return int(counts[0][0]) if counts and counts[0][0].isdecimal() else None
