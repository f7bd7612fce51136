"""A process that ends while the guard asks a rule that hangs."""

from __future__ import annotations

import asyncio
import atexit
import sys
import threading
import time
from typing import Any

import django
from asgiref.sync import sync_to_async
from django.conf import settings

settings.configure(INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"])
django.setup()

from djinar import guard  # noqa: E402 - which needs the apps
from djinar.sessions.owner import Owner, Visit  # noqa: E402
from tests.unit.records.made import snapshot  # noqa: E402

asked = threading.Event()


async def hang(*_: Any) -> bool:
    asked.set()
    match sys.argv[1]:
        case "a thread":
            await sync_to_async(time.sleep)(3600)
        case "an event loop":
            time.sleep(3600)  # noqa: ASYNC251 - the mistake that is meant
        case "a coroutine":
            await asyncio.sleep(3600)
    return True


async def sleep(_: float) -> None: ...


async def main() -> None:
    async def end(*_: Any) -> None: ...

    guard.Guard(end, sleep).session_changed(snapshot(owner=Owner(visit=Visit(host="testserver", path="/"))))
    await asyncio.to_thread(asked.wait, 20)


vars(guard)["is_let_in"] = hang
atexit.register(sys.stdout.write, "bye\n")
asyncio.run(main())
sys.stdout.write("hangs\n")
