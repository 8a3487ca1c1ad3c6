"""The category, the tags and the note of a receipt, and what may be chosen."""

from functools import cached_property

from receipts.labels import categories_list, tags_list
from receipts.models import Category, Receipt, Tag


class Labels:
    """What people sort a receipt by."""

    def __init__(self, receipt: Receipt) -> None:
        self._receipt = receipt

    @cached_property
    def categories(self) -> list[Category]:
        """All of the workspace."""
        return list(categories_list(workspace=self._receipt.workspace))

    @property
    def tags(self) -> list[Tag]:
        """Those of the receipt."""
        return [tag for tag in self._known if tag.id in self._own]

    @property
    def other_tags(self) -> list[Tag]:
        """Those that the receipt lacks."""
        return [tag for tag in self._known if tag.id not in self._own]

    @cached_property
    def _known(self) -> list[Tag]:
        return list(tags_list(workspace=self._receipt.workspace))

    @cached_property
    def _own(self) -> set[int]:
        return set(self._receipt.tags.values_list("id", flat=True))
