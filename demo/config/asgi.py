"""The application that a server runs: ``uvicorn config.asgi:application``."""

import os

from django.conf import settings
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.asgi import get_asgi_application

from djinar.lifespan import ends_sessions

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

django_application = get_asgi_application()
if settings.DEBUG:
    # runserver serves static files by itself; any other server needs to be told.
    django_application = ASGIStaticFilesHandler(django_application)

application = ends_sessions(django_application)
