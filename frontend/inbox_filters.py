"""What people narrow the inbox down by, under the names that `receipts.filters` has for it."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from django.db.models import QuerySet

from accounts.models import Workspace
from frontend.choices import Choices
from receipts.filters import NO_CATEGORY, ReceiptFilter, receipts_filtered
from receipts.models import Receipt
from receipts.selectors import receipts_list

SEARCH = "q"

FILTERS = (
    "category",
    "tag",
    "date_from",
    "date_to",
    "total_min",
    "total_max",
    "currency",
    "uploaded_by",
)
"""Those of the panel."""


class InboxFilters(Choices):
    """The search and the filters of one view; what makes no sense is left out."""

    def __init__(self, *, workspace: Workspace, given: Mapping[str, str]) -> None:
        super().__init__(workspace)
        texts = {name: given.get(name, "").replace("\x00", "").strip() for name in (SEARCH, *FILTERS)}
        self._given = {name: text for name, text in texts.items() if text}

    @cached_property
    def values(self) -> dict[str, str]:
        """What is on, by the filter's name."""
        wrong = set(ReceiptFilter(self._given).form.errors) if self._given else set()
        known = {name: self._known(name, text) for name, text in self._given.items() if name not in wrong}
        return {name: text for name, text in known.items() if text}

    @property
    def search(self) -> str:
        """What is searched for."""
        return self.values.get(SEARCH, "")

    @property
    def count(self) -> int:
        """How many filters of the panel are on."""
        return len(self.values.keys() - {SEARCH})

    @cached_property
    def receipts(self) -> QuerySet[Receipt]:
        """The receipts that all of them let through."""
        if not self.values:
            return receipts_list(workspace=self._workspace)
        return receipts_filtered(workspace=self._workspace, parameters=self.values)

    def _known(self, name: str, text: str) -> str:
        """Return the value as its choice has it, and nothing where it is no choice."""
        match name:
            case "category":
                return _chosen(text, (NO_CATEGORY, *(str(category.id) for category in self.categories)))
            case "tag":
                return _chosen(text, (tag.name for tag in self.tags))
            case "uploaded_by":
                return _chosen(text, (person.email for person in self.people))
        return text


def _chosen(text: str, choices: Iterable[str]) -> str:
    return next((choice for choice in choices if choice.casefold() == text.casefold()), "")
