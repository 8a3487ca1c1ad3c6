"""Static files named by their content, so that browsers keep them for ever and never show stale ones."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

_CSS, _JS_SOURCE_MAPS = ManifestStaticFilesStorage.patterns
_JS_IMPORTS = ManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]  # type: ignore[attr-defined]


class HashedStaticFilesStorage(ManifestStaticFilesStorage):
    """Also rewrites the imports of our ES modules; other packages' scripts do not follow Django's form."""

    patterns = (_CSS, _JS_SOURCE_MAPS, ("frontend/js/*.js", _JS_IMPORTS))
    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """Return the name by content, or the plain one while nothing is collected, so that pages work."""
        return super().stored_name(name) if self.hashed_files else name
