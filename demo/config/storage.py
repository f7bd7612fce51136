"""How static files are named in production."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class ModuleManifestStorage(ManifestStaticFilesStorage):
    """Puts a hash into every file's name, and into the ``import`` statements of JavaScript modules too."""

    support_js_module_import_aggregation = True
