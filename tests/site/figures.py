"""What the process of the site holds at the moment, for tests that look for leaks."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import re
from pathlib import Path

from django.http import HttpRequest, JsonResponse

from djinar.backends.inline import InlineBackend
from djinar.conf import get_backend
from djinar.sessions.session import Session
from tests.site.streams import media_loops


def figures(request: HttpRequest) -> JsonResponse:
    backend = get_backend()
    # What was freed goes back to the system, so that the memory is what is held, not what glibc keeps for later.
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return JsonResponse(
        {
            "sessions": backend.live if isinstance(backend, InlineBackend) else None,
            "kept": sum(type(held) is Session for held in gc.get_objects()),
            "tasks": sum(len(asyncio.all_tasks(loop)) for loop in media_loops),
            "threads": _number(status, "Threads"),
            "descriptors": len(list(Path("/proc/self/fd").iterdir())),
            "memory_kb": _number(status, "VmRSS"),
        }
    )


def _number(status: str, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+)", status, re.MULTILINE)
    if found is None:
        raise LookupError(name)
    return int(found[1])
