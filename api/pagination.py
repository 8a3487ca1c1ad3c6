"""How lists are cut into pages."""

import re

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request


class Pagination(CursorPagination):
    """Newest first; pages stay in step while new receipts come in."""

    page_size = 50
    max_page_size = 100
    page_size_query_param = "limit"
    ordering = ("-created_at", "-id")
    invalid_cursor_message = "This cursor leads nowhere. Start the list again without it."

    def get_page_size(self, request: Request) -> int | None:
        """Return the rows of a page; a limit that is no number is refused, a large one is cut."""
        limit = request.query_params.get("limit", "1")
        if not re.fullmatch(r"0*[1-9][0-9]{0,8}", limit):
            raise ValidationError({"limit": "Write a whole number from 1 to 100."})
        return super().get_page_size(request)
