from __future__ import annotations

from django.apps import AppConfig


class DjinarConfig(AppConfig):
    name = "djinar"
    verbose_name = "djinar"

    def ready(self) -> None:
        from djinar import checks, logout  # noqa: F401  (registers and receives)
