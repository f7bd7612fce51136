"""Everywhere but a developer's machine; what differs from place to place comes from the environment."""

import json
import os
from typing import Final

from config.settings.base import *  # noqa: F403

REQUIRED: Final = {
    "DJANGO_SECRET_KEY": "50 random characters or more",
    "DJANGO_ALLOWED_HOSTS": "the host names of the site, with commas between them",
}

if missing := [f"{name} ({meaning})" for name, meaning in REQUIRED.items() if not os.environ.get(name)]:
    # Not ImproperlyConfigured: its traceback would hide the one line that the operator needs.
    raise SystemExit(f"config.settings.production: set {' and '.join(missing)} in the environment")

DEBUG = False
SECRET_KEY = os.environ["DJANGO_SECRET_KEY"]
ALLOWED_HOSTS = os.environ["DJANGO_ALLOWED_HOSTS"].split(",")

# uvicorn takes the scheme from a trusted proxy's X-Forwarded-Proto by itself, so SECURE_PROXY_SSL_HEADER stays unset.
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.storage.ModuleManifestStorage"},
}

DJINAR = json.loads(os.environ.get("DJINAR", "{}"))
