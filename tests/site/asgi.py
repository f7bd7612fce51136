import os

from django.core.asgi import get_asgi_application

from djinar.lifespan import ends_sessions

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.site.settings")

application = ends_sessions(get_asgi_application())
