"""The demo, with pages that misbehave on purpose."""

from __future__ import annotations

import json
import os
from pathlib import Path

from config.settings import local
from config.settings.local import *  # noqa: F403

ROOT_URLCONF = "tests.browser.site.urls"
ALLOWED_HOSTS = ["*"]
TEMPLATES = [{**local.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}]
DJINAR = {"ALLOW_LOOPBACK": True, "RECORD_SESSIONS": False} | json.loads(os.environ.get("TEST_DJINAR", "{}"))
