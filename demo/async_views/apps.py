"""The app's name and label."""

from django.apps import AppConfig


class AsyncViewsConfig(AppConfig):
    name = "async_views"
