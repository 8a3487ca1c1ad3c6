"""What the inbox shows: tabs, a search, and rows page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from accounts.models import Workspace
from receipts.labels import categories_list, tags_list
from receipts.models import Category, Receipt, Status, Tag
from receipts.search import receipts_matching
from receipts.selectors import receipts_list

PAGE_SIZE = 50

WITHOUT = "none"
"""Value of the parameter `category` for receipts that have none."""


@dataclass(frozen=True, kw_only=True)
class Tab:
    """A choice of statuses."""

    name: str
    """Value of the parameter `status`; empty for all."""
    label: str
    statuses: tuple[Status, ...]
    empty: str
    """What is said when nothing is there."""


TABS = (
    Tab(name="", label="All", statuses=tuple(Status), empty="No receipts yet"),
    Tab(
        name="processing",
        label="Processing",
        statuses=(Status.QUEUED, Status.PROCESSING),
        empty="Nothing is being read",
    ),
    Tab(
        name="needs_review",
        label="Needs review",
        statuses=(Status.NEEDS_REVIEW,),
        empty="Nothing needs review",
    ),
    Tab(name="completed", label="Completed", statuses=(Status.COMPLETED,), empty="Nothing completed yet"),
    Tab(name="failed", label="Failed", statuses=(Status.FAILED, Status.CANCELED), empty="Nothing failed"),
)


class Inbox:
    """One view of a workspace's receipts, newest first."""

    def __init__(
        self,
        *,
        workspace: Workspace,
        status: str = "",
        search: str = "",
        category: str = "",
        tag: str = "",
        before: str = "",
    ) -> None:
        self._workspace = workspace
        self._category, self._tag = category, tag
        self.tab = next((tab for tab in TABS if tab.name == status), TABS[0])
        self.search = search.replace("\x00", "").strip()
        self._before = before

    @cached_property
    def categories(self) -> list[Category]:
        """Those that may be filtered by."""
        return list(categories_list(workspace=self._workspace))

    @cached_property
    def tags(self) -> list[Tag]:
        """Those that may be filtered by."""
        return list(tags_list(workspace=self._workspace))

    @cached_property
    def category(self) -> str:
        """The id of the category that all rows have, `none`, or nothing."""
        if self._category in ("", WITHOUT):
            return self._category
        return _known(self._category, self.categories)

    @cached_property
    def tag(self) -> str:
        """The id of the tag that all rows have, or nothing."""
        return _known(self._tag, self.tags) if self._tag else ""

    @property
    def is_narrowed(self) -> bool:
        """Whether not all receipts of the tab are shown."""
        return bool(self.search or self.category or self.tag)

    @cached_property
    def rows(self) -> list[Receipt]:
        """The receipts of this page."""
        return self._fetched[:PAGE_SIZE]

    @property
    def next_cursor(self) -> str:
        """`before` of the following page; empty on the last one."""
        return cursor_text(self.rows[-1]) if len(self._fetched) > PAGE_SIZE else ""

    @cached_property
    def tabs(self) -> list[tuple[Tab, int, str]]:
        """Each tab with the number of receipts that match the search, and its query string."""
        found = self._found.order_by().values_list("status").annotate(Count("id"))
        counts: dict[str, int] = dict(found)
        return [(tab, sum(counts.get(s, 0) for s in tab.statuses), self._query(tab.name)) for tab in TABS]

    @property
    def query(self) -> str:
        """The query string of this view's first page."""
        return self._query(self.tab.name)

    @property
    def filters(self) -> list[tuple[str, str]]:
        """Names and values of `receipts.filters` that let the same receipts through."""
        statuses = self.tab.statuses if self.tab.name else ()
        tag = next((tag.name for tag in self.tags if str(tag.id) == self.tag), "")
        others = (("q", self.search), ("category", self.category), ("tag", tag))
        return [*(("status", str(status)) for status in statuses), *(pair for pair in others if pair[1])]

    @property
    def more_query(self) -> str:
        """The query string of the following page."""
        return self._query(self.tab.name, before=self.next_cursor)

    @property
    def is_untouched(self) -> bool:
        """Whether the workspace has no receipt at all, so that the page should explain itself."""
        return not self.rows and not self.is_narrowed and not self.tab.name

    @cached_property
    def _fetched(self) -> list[Receipt]:
        receipts = self._found.filter(status__in=self.tab.statuses) if self.tab.name else self._found
        return list(_for_rows(receipts.filter(_older_than(self._before)))[: PAGE_SIZE + 1])

    @property
    def _found(self) -> QuerySet[Receipt]:
        receipts = receipts_matching(receipts_list(workspace=self._workspace), self.search)
        if self.category:
            receipts = receipts.filter(category=None if self.category == WITHOUT else int(self.category))
        if self.tag:
            receipts = receipts.filter(tags=int(self.tag))
        return receipts

    def _query(self, status: str, before: str = "") -> str:
        given = {
            "status": status,
            "q": self.search,
            "category": self.category,
            "tag": self.tag,
            "before": before,
        }
        text = urlencode({name: value for name, value in given.items() if value})
        return f"?{text}" if text else ""


def rows_by_id(*, workspace: Workspace, ids: Sequence[UUID]) -> list[Receipt]:
    """Return those of the receipts that are the workspace's, newest first."""
    return list(_for_rows(receipts_list(workspace=workspace).filter(id__in=ids)))


def _for_rows(receipts: QuerySet[Receipt]) -> QuerySet[Receipt]:
    """Return the receipts with all that rows show."""
    return receipts.select_related("duplicate_of", "category").prefetch_related("tags")


def _known(text: str, labels: Sequence[Category | Tag]) -> str:
    return text if text in {str(label.id) for label in labels} else ""


def cursor_text(receipt: Receipt) -> str:
    """Return the place of a receipt in the order of the list."""
    return f"{receipt.created_at.isoformat()}_{receipt.id.hex}"


def _older_than(cursor: str) -> Q:
    created, _, receipt_id = cursor.partition("_")
    try:
        at, last = datetime.fromisoformat(created).astimezone(UTC), UUID(receipt_id)
    except (ValueError, OverflowError):
        return Q()
    return Q(created_at__lt=at) | Q(created_at=at, id__lt=last)
