"""What the operator's pages have in common: who may see them, their frame, their tables as CSV."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.generic import View
from django.views.generic.base import ContextMixin, TemplateResponseMixin

from operations.tables import Table, csv_response

TABS = (
    ("Cost", "operations:cost"),
    ("Capacity", "operations:capacity"),
    ("Live", "operations:live"),
    ("Models", "operations:models"),
)
"""Titles of the pages and the names of their addresses."""


class OperatorMixin(AccessMixin):
    """Lets operators in: those who may do everything in the admin. Others log in, or are told so."""

    login_url = "admin:login"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Check the person first."""
        if not admin.site.has_permission(request):
            return self.handle_no_permission()
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc,no-any-return]


class OperatorPage(OperatorMixin, TemplateResponseMixin, ContextMixin, View):
    """A page of figures within the admin; `?table=KEY` downloads one of its tables."""

    title: ClassVar[str]

    def figures(self) -> Mapping[str, Any]:
        """Return what the template shows; `tables` holds those that can be downloaded."""
        raise NotImplementedError

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show the page or download a table."""
        self.found = self.figures()
        if key := request.GET.get("table"):
            return csv_response(_table(self.found["tables"], key))
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the figures within the admin's frame."""
        frame = {**admin.site.each_context(self.request), "title": self.title, "tabs": self._tabs()}
        return super().get_context_data(**frame, **self.found, **kwargs)

    def _tabs(self) -> list[dict[str, Any]]:
        match = self.request.resolver_match
        here = match.view_name if match else ""
        return [{"title": title, "href": reverse(name), "current": name == here} for title, name in TABS]


def _table(tables: Sequence[Table], key: str) -> Table:
    for table in tables:
        if table.key == key:
            return table
    raise Http404
