"""A Django project with streams that behave and streams that do not."""

from __future__ import annotations

import json
import os

from config.database import database_at

SECRET_KEY = "tests only"
DEBUG = True
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.site.urls"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "djinar",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DATABASES = {"default": database_at(os.environ.get("DJANGO_DATABASE", ":memory:"))}
STATIC_URL = "static/"
USE_TZ = True
# All tests are one client.
DJINAR = {
    "ALLOW_LOOPBACK": True,
    "DRAIN_SECONDS": 0,
    "MAX_SESSIONS_PER_ADDRESS": 1_000,
    "OFFERS_PER_MINUTE": 100_000,
    "MAX_ANSWERS_PER_SECOND": 1_000,
    **json.loads(os.environ.get("TEST_DJINAR", "{}")),
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"djinar": {"handlers": ["console"], "level": "INFO"}},
}
