"""The Content-Security-Policy of pages, the looser ones that two libraries need, and that of data."""

from functools import cache

from csp.constants import HEADER, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from api.problems import CONTENT_TYPE

_FOR_ADMIN = {
    # Alpine evaluates the expressions in the theme's templates, and sets styles in them.
    "script-src": [SELF, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:"],
}

_FOR_API_DOCS = {
    # Swagger UI keeps its icons in its style sheet.
    "img-src": [SELF, "data:"],
}


_JSON = "application/json"
_FOR_DATA = "default-src 'none'; frame-ancestors 'none'"
"""Whoever opens an answer of the API in a browser sees a text, and nothing that the text could load."""


class PolicyMiddleware(CSPMiddleware):
    """Loosens the policy on the admin's pages and on the documentation of the API alone."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Set the policy; that of pages is composed for each, which would take long for a small answer."""
        # What has no content, as 304, says of what is there already the same as before.
        if response.headers.get("Content-Type", _JSON) in (_JSON, CONTENT_TYPE):
            response.headers[HEADER] = _FOR_DATA
            return response
        pages: HttpResponseBase = super().process_response(request, response)
        return pages

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Return the policy of the settings, changed where it must be."""
        parts = super().get_policy_parts(request, response, report_only)
        if request.path.startswith(_address("admin:index")):
            parts.replace = {**_FOR_ADMIN, **(parts.replace or {})}
        elif request.path == _address("api_docs"):
            parts.replace = {**_FOR_API_DOCS, **(parts.replace or {})}
        return parts


@cache
def _address(name: str) -> str:
    """Return what never changes while a process lives; every answer asks for it."""
    return reverse(name)
