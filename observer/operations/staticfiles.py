"""How static files are stored: under the hash of their content, JavaScript modules included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed files; `import` between modules names the hashed file."""

    support_js_module_import_aggregation = True
