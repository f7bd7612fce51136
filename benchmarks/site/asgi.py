import os

from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.asgi import get_asgi_application

from djinar.lifespan import ends_sessions

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.site.settings"

application = ends_sessions(ASGIStaticFilesHandler(get_asgi_application()))
