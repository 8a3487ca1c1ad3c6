"""What the inbox shows: tabs, a search, filters, and rows page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, Field, QuerySet

from accounts.models import Workspace
from frontend.inbox_filters import InboxFilters
from receipts.models import UNFINISHED, Category, Receipt, Status, Tag
from receipts.ordering import NEWEST, beyond, order_of, sort_keys
from receipts.selectors import receipts_list

PAGE_SIZE = 50


@dataclass(frozen=True, kw_only=True)
class Tab:
    """A choice of statuses."""

    name: str
    """Value of the parameter `status`; empty for all."""
    label: str
    statuses: tuple[Status, ...]
    empty: str
    """What is said when nothing is there."""
    is_rare: bool = False
    """Whether it is offered only where it has receipts."""


TABS = (
    Tab(name="", label="All", statuses=tuple(Status), empty="No receipts yet"),
    Tab(name="processing", label="Processing", statuses=UNFINISHED, empty="Nothing is being read"),
    Tab(
        name="needs_review",
        label="Needs review",
        statuses=(Status.NEEDS_REVIEW,),
        empty="Nothing needs review",
    ),
    Tab(name="completed", label="Completed", statuses=(Status.COMPLETED,), empty="Nothing completed yet"),
    Tab(name="failed", label="Failed", statuses=(Status.FAILED, Status.CANCELED), empty="Nothing failed"),
    Tab(name="split", label="Split", statuses=(Status.SPLIT,), empty="Nothing was split", is_rare=True),
)
"""Each status is in one tab beside the first."""

ORDERS = {
    NEWEST: "Newest first",
    "created_at": "Oldest first",
    "-date": "Latest date first",
    "date": "Earliest date first",
    "-total": "Highest total first",
    "total": "Lowest total first",
    "merchant_name": "Merchant, A to Z",
}
"""What people may sort by, by its name in `receipts.ordering`."""


class Inbox:
    """One view of a workspace's receipts, as the parameters say."""

    def __init__(self, *, workspace: Workspace, given: Mapping[str, str]) -> None:
        self.filters = InboxFilters(workspace=workspace, given=given)
        self.tab = next((tab for tab in TABS if tab.name == given.get("status")), TABS[0])
        self.ordering = given["ordering"] if given.get("ordering") in ORDERS else NEWEST
        self._order = order_of(self.ordering)
        self._before = given.get("before", "")

    @property
    def orders(self) -> list[tuple[str, str]]:
        """What may be sorted by: value of the parameter `ordering` and label; empty for the first."""
        return [("" if name == NEWEST else name, label) for name, label in ORDERS.items()]

    @property
    def is_sorted(self) -> bool:
        """Whether the newest is not first."""
        return self.ordering != NEWEST

    @property
    def is_narrowed(self) -> bool:
        """Whether not all receipts of the tab are shown."""
        return bool(self.filters.values)

    @cached_property
    def rows(self) -> list[Receipt]:
        """The receipts of this page."""
        return self._fetched[:PAGE_SIZE]

    @property
    def next_cursor(self) -> str:
        """`before` of the following page; empty on the last one."""
        return _cursor_text(self._order, self.rows[-1]) if len(self._fetched) > PAGE_SIZE else ""

    @cached_property
    def tabs(self) -> list[tuple[Tab, int, str]]:
        """Each tab with the number of receipts that match the filters, and its query string."""
        found = self.filters.receipts.order_by().values_list("status").annotate(Count("id"))
        counts: dict[str, int] = dict(found)
        counted = [(tab, sum(counts.get(s, 0) for s in tab.statuses)) for tab in TABS]
        return [
            (tab, count, self._query(status=tab.name))
            for tab, count in counted
            if count or tab == self.tab or not tab.is_rare
        ]

    @property
    def query(self) -> str:
        """The query string of this view's first page."""
        return self._query()

    @property
    def more_query(self) -> str:
        """The query string of the following page."""
        return self._query(before=self.next_cursor)

    @property
    def unfiltered_query(self) -> str:
        """The query string of the same without the filters of the panel."""
        return self._query(**dict.fromkeys(self.filters.values.keys() - {"q"}, ""))

    @property
    def labels_searched(self) -> list[tuple[Category | Tag, str]]:
        """Categories and tags named like the search, which itself does not look at them, and queries."""
        wanted = self.filters.search.casefold()
        named: list[tuple[str, str, Category | Tag]] = [
            *(("category", str(category.id), category) for category in self.filters.categories),
            *(("tag", tag.name, tag) for tag in self.filters.tags),
        ]
        return [
            (label, self._query(q="", **{name: value}))
            for name, value, label in named
            if wanted and wanted in label.name.casefold()
        ]

    @property
    def exported(self) -> list[tuple[str, str]]:
        """Names and values of `receipts.filters` that let the same receipts through."""
        statuses = self.tab.statuses if self.tab.name else ()
        return [*(("status", str(status)) for status in statuses), *self.filters.values.items()]

    @property
    def is_untouched(self) -> bool:
        """Whether the workspace has no receipt at all, so that the page should explain itself."""
        return not self.rows and not self.is_narrowed and not self.tab.name

    @cached_property
    def _fetched(self) -> list[Receipt]:
        receipts = self.filters.receipts.annotate(**sort_keys(self._order)).order_by(*self._order)
        if self.tab.name:
            receipts = receipts.filter(status__in=self.tab.statuses)
        if position := _position(self.ordering, self._before):
            receipts = receipts.filter(beyond(self._order, position))
        return list(_for_rows(receipts)[: PAGE_SIZE + 1])

    def _query(self, **changes: str) -> str:
        ordering = self.ordering if self.is_sorted else ""
        given = {"status": self.tab.name, **self.filters.values, "ordering": ordering, **changes}
        text = urlencode({name: value for name, value in given.items() if value})
        return f"?{text}" if text else ""


def rows_by_id(*, workspace: Workspace, ids: Sequence[UUID]) -> list[Receipt]:
    """Return those of the receipts that are the workspace's, newest first."""
    return list(_for_rows(receipts_list(workspace=workspace).filter(id__in=ids)))


def _for_rows(receipts: QuerySet[Receipt]) -> QuerySet[Receipt]:
    """Return the receipts with all that rows show."""
    return receipts.select_related("duplicate_of", "category").prefetch_related("tags")


def _cursor_text(order: tuple[str, str], receipt: Receipt) -> str:
    """Return the place of a receipt in the order of the list."""
    key = getattr(receipt, order[0].lstrip("-"))
    return f"{key.isoformat() if isinstance(key, date) else key}_{receipt.id.hex}"


def _position(ordering: str, cursor: str) -> list[Any] | None:
    """Return what `_cursor_text` made a cursor of; nothing for one that is none."""
    text, _, receipt_id = cursor.replace("\x00", "").rpartition("_")
    try:
        field = cast("Field[Any, Any]", Receipt._meta.get_field(ordering.lstrip("-")))
        key = field.clean(text, None)
        return [key.astimezone(UTC) if isinstance(key, datetime) else key, UUID(receipt_id)]
    except (ValidationError, ValueError, OverflowError):
        return None
