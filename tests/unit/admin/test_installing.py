"""Projects with an admin of their own, or with none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.contrib import admin
from django.contrib.admin.sites import AdminSite

from djinar.admin import StreamSessionAdmin
from djinar.models import StreamSession

ROOT = Path(__file__).parents[3]


def test_a_project_without_the_admin_never_loads_it() -> None:
    code = (
        "import django, sys; from django.core.management import call_command; django.setup(); call_command('check');"
        "import tests.site.urls; print([name for name in sys.modules if 'admin' in name.split('.')])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "tests.site.settings", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'demo'}"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.splitlines()[-1] == "[]"


def test_a_project_can_put_sessions_into_an_admin_of_its_own() -> None:
    class OwnAdmin(StreamSessionAdmin):
        list_per_page = 20

    site = AdminSite(name="own")
    site.register(StreamSession, OwnAdmin)

    assert site.get_model_admin(StreamSession).check() == []
    assert admin.site.get_model_admin(StreamSession).check() == []
