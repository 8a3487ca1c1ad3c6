"""How lists are cut into pages: by the last row seen, so that pages stay in step while rows come and go."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.core import signing
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from receipts.ordering import beyond

_SALT = "api.cursor"

_CURSOR = {
    "name": "cursor",
    "in": "query",
    "schema": {"type": "string"},
    "description": "Where to go on; copied out of `next` or `previous`.",
}


class Pagination(BasePagination):
    """Pages of `limit` rows; `next` and `previous` are the addresses of those around.

    A view may name its order in `ordering`: names of fields, the last of which is unique.
    """

    page_size = 25
    max_page_size = 100
    ordering: tuple[str, ...] = ("-created_at", "-id")

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        """Return the rows of the page that is asked for; raise 400 for a limit or cursor that is none."""
        self._url = request.build_absolute_uri()
        # A cursor of another list would name rows of another kind. It holds no time: a page has one ETag.
        self._signer = signing.Signer(salt=f"{_SALT}:{request.path}")
        self._order = tuple(getattr(view, "ordering", None) or self.ordering)
        limit = self._limit(request)
        backwards, position = self._cursor(request)
        order = [_reversed(name) for name in self._order] if backwards else self._order
        rows = queryset.order_by(*order)
        if position is not None:
            rows = rows.filter(beyond(order, position))
        found = list(rows[: limit + 1])
        more, page = len(found) > limit, found[:limit]
        if backwards:
            page.reverse()
        behind = position is not None and bool(page)
        has_next, has_previous = (behind, more) if backwards else (more, behind)
        self._next = self._address("n", page[-1]) if has_next else None
        self._previous = self._address("p", page[0]) if has_previous else None
        return page

    def get_paginated_response(self, data: Sequence[Any]) -> Response:
        """Return the rows between the addresses of their neighbours."""
        return Response({"next": self._next, "previous": self._previous, "results": data})

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:  # noqa: ARG002
        """Return the parameters for the OpenAPI description."""
        size = {"type": "integer", "minimum": 1, "default": self.page_size}
        limit = {
            "name": "limit",
            "in": "query",
            "schema": size,
            "description": f"Rows of a page, at most {self.max_page_size}.",
        }
        return [limit, _CURSOR]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the shape of a page for the OpenAPI description."""
        address = {"type": ["string", "null"], "format": "uri", "example": None}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": address, "previous": address, "results": schema},
        }

    def _limit(self, request: Request) -> int:
        limit = request.query_params.get("limit", str(self.page_size))
        if not re.fullmatch(r"0*[1-9][0-9]{0,8}", limit):
            raise ValidationError({"limit": f"Write a whole number from 1 to {self.max_page_size}."})
        return min(int(limit), self.max_page_size)

    def _cursor(self, request: Request) -> tuple[bool, list[Any] | None]:
        """Return whether to go backwards, and the sort key of the row to go on from."""
        text = request.query_params.get("cursor")
        if not text:
            return False, None
        try:
            order, direction, *position = self._signer.unsign_object(text)
        except (signing.BadSignature, ValueError):
            order, direction, position = None, "", []
        if order != ",".join(self._order):
            raise ValidationError({"cursor": "This cursor leads nowhere. Start the list again without it."})
        return direction == "p", position

    def _address(self, direction: str, row: Any) -> str:
        position = [_portable(_value(row, name.lstrip("-"))) for name in self._order]
        cursor = self._signer.sign_object([",".join(self._order), direction, *position])
        return replace_query_param(self._url, "cursor", cursor)


def _reversed(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _value(row: Any, name: str) -> Any:
    return row[name] if isinstance(row, Mapping) else getattr(row, name)


def _portable(value: Any) -> int | str:
    """Return a value as JSON has it; fields read their own texts."""
    return (
        value if isinstance(value, int) else value.isoformat() if hasattr(value, "isoformat") else str(value)
    )
