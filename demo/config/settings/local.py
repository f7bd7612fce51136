"""A developer's machine: nothing needs to be set, and nothing here is secret."""

import os

from config.settings.base import *  # noqa: F403

DEBUG = True
SECRET_KEY = "django-insecure-known-to-everybody-who-can-read-this-file"

# A telephone on the same network asks for this machine by its address, which DJANGO_ALLOWED_HOSTS then names.
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS += filter(None, os.environ.get("DJANGO_ALLOWED_HOSTS", "").split(","))

DJINAR = {
    "ALLOW_LOOPBACK": True,  # the browser and the server are on the same machine
    "DRAIN_SECONDS": 0,  # a reload does not wait for the stream that is watched
}
