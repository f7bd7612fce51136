from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError

from djinar.conf import Settings, get_settings
from djinar.management.doctor import database, deployment, machine, network
from djinar.management.doctor.finding import Finding


class Command(BaseCommand):
    help = "Looks for what makes streams fail in the field, and says what to do. Ends with 1 when something is wrong."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--asgi",
            default=deployment.default_application(),
            metavar="PATH",
            help="the ASGI application, as a dotted path (default: %(default)s)",
        )
        parser.add_argument("--no-stream", action="store_true", help="open no stream from this machine to itself")

    def handle(self, *_args: Any, asgi: str, no_stream: bool, **_options: Any) -> None:
        with suppress(OperationalError):  # some ask the database, and whether it answers is for us to say
            self.check()
        styles = {"ok": self.style.SUCCESS, "note": self.style.WARNING, "wrong": self.style.ERROR}
        wrong = 0
        for finding in _findings(get_settings(), asgi.replace(":", "."), no_stream=no_stream):
            self.stdout.write(styles[finding.grade](str(finding)))
            wrong += finding.grade == "wrong"
        if wrong:
            raise SystemExit(1)


def _findings(settings: Settings, application: str, *, no_stream: bool) -> Iterator[Finding]:
    yield from deployment.findings(settings, application)
    yield database.recording(settings)
    yield network.ports(settings.network, settings.limits.max_sessions)
    yield from network.ice_servers(settings.network)
    yield machine.clock()
    yield machine.cpu()
    if not no_stream:
        # Loads the engine.
        from djinar.management.doctor import stream

        yield from stream.findings(settings)
