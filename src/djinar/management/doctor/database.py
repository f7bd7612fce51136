"""Whether sessions can be recorded."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.db import Error, connections, router, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from djinar.conf import Settings
from djinar.management.doctor.finding import Finding
from djinar.models import StreamSession, worker_name


def recording(settings: Settings) -> Finding:
    """Writes a row as a session does, and takes it back."""
    if not settings.record_sessions:
        return Finding("ok", "database", "RECORD_SESSIONS is off: sessions leave no rows.")
    alias = router.db_for_write(StreamSession)
    try:
        connections[alias].ensure_connection()
    except (Error, ImproperlyConfigured) as error:
        return Finding(
            "wrong",
            "database",
            f"{alias!r} is out of reach ({_first_line(error)}): no session is recorded.",
            "Start it, and see that DATABASES names it; or set RECORD_SESSIONS to False.",
        )
    if missing := _missing_migrations(alias):
        return Finding(
            "wrong",
            "database",
            f"{', '.join(missing)} of djinar and what it needs are missing in {alias!r}.",
            "Run manage.py migrate.",
        )
    now = timezone.now()
    row = StreamSession(
        stream="djinar_doctor", state=StreamSession.State.ENDED, opened_at=now, seen_at=now, worker=worker_name()
    )
    try:
        with transaction.atomic(using=alias):
            StreamSession.objects.using(alias).write([row])
            transaction.set_rollback(True, using=alias)
    except Error as error:
        return Finding(
            "wrong",
            "database",
            f"{alias!r} takes no row of a session ({_first_line(error)}).",
            "Let the site's user write its tables, and see that manage.py migrate made them.",
        )
    return Finding("ok", "database", f"{alias!r} takes rows of sessions.")


def _missing_migrations(alias: str) -> list[str]:
    """Names such as "djinar.0001_initial"."""
    executor = MigrationExecutor(connections[alias])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes("djinar"))
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _first_line(error: Exception) -> str:
    """Some databases go on with advice of their own."""
    return next(iter(str(error).splitlines()), type(error).__name__).rstrip(".")
