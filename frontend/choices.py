"""What a workspace's receipts may be narrowed down by."""

from functools import cached_property

from accounts.models import User, Workspace
from accounts.selectors import people_list
from receipts.labels import categories_list, tags_list
from receipts.models import Category, Tag


class Choices:
    """The labels and people of a workspace, looked up once each, as far as they are asked for."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    @cached_property
    def categories(self) -> list[Category]:
        """Those that may be chosen."""
        return list(categories_list(workspace=self._workspace))

    @cached_property
    def tags(self) -> list[Tag]:
        """Those that may be chosen."""
        return list(tags_list(workspace=self._workspace))

    @cached_property
    def people(self) -> list[User]:
        """Whose uploads may be chosen."""
        return list(people_list(workspace=self._workspace))
