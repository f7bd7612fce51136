"""Deletes rows of old sessions."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from djinar.models import StreamSession

_DAYS_KEPT = 30
_DELETED_AT_ONCE = 1_000
"""Django reads each row, for what else may belong to it."""


class Command(BaseCommand):
    help = (
        "Deletes the rows of sessions that began long ago and are over, and marks those as lost whose process died. "
        "Meant to be run every day."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days", type=_days, default=_DAYS_KEPT, help="keep those that began within as many (default: %(default)s)"
        )
        parser.add_argument("--dry-run", action="store_true", help="delete and mark nothing, only count")

    def handle(self, *_args: Any, **options: Any) -> None:
        old = StreamSession.objects.over().filter(opened_at__lt=timezone.now() - timedelta(days=options["days"]))
        if options["dry_run"]:
            self.stdout.write(f"{old.count()} sessions would be deleted.")
            return
        lost = StreamSession.objects.mark_lost()
        deleted = 0
        while keys := list(old.order_by().values_list("pk", flat=True)[:_DELETED_AT_ONCE]):
            StreamSession.objects.filter(pk__in=keys).delete()
            deleted += len(keys)
        self.stdout.write(f"{deleted} sessions deleted, {lost} marked as lost.")


def _days(text: str) -> float:
    days = float(text)
    if not 0 <= days <= 36_500:
        raise ArgumentTypeError("must be a number of days from 0 to 36500")
    return days
