"""The clock and the cores."""

from __future__ import annotations

import ctypes
import os

from djinar.management.doctor.finding import Finding

_TIME_ERROR = 5
_TIMEX_BYTES = 512  # more than the structure has on any machine


def clock() -> Finding:
    """Source: adjtimex(2), whose result is 5 while nothing keeps the clock right."""
    adjtimex = getattr(ctypes.CDLL(None), "adjtimex", None)
    state = adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES)) if adjtimex else -1
    if state == _TIME_ERROR:
        return Finding(
            "note",
            "clock",
            "nothing keeps it right, by what the kernel knows.",
            "Run chrony or systemd-timesyncd: TURN credentials and tokens end by the clock.",
        )
    if state < 0:
        return Finding("note", "clock", "the kernel tells nothing of it.", "See that it is right.")
    return Finding("ok", "clock", "it is kept right.")


def cpu() -> Finding:
    cores, load = len(os.sched_getaffinity(0)), os.getloadavg()[0]
    if load > cores:
        return Finding(
            "wrong",
            "cpu",
            f"{load:.1f} tasks want {cores} cores.",
            "Lower MAX_SESSIONS, or take a machine with more cores.",
        )
    return Finding("ok", "cpu", f"{max(0.0, cores - load):.1f} of {cores} cores are free.")
