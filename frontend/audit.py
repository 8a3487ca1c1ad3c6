"""What the page of the audit trail shows: entries page by page, of one action or one person if wanted."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

from accounts.audit import audit_actions, audit_list, audit_people
from accounts.models import AuditEntry, User, Workspace
from frontend.cells import LABELS, ROW_NOUNS

PAGE_SIZE = 50

_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, kw_only=True)
class Change:
    """What something was and became, in words; empty for nothing."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class ShownEntry:
    """An entry, and its changes in words."""

    entry: AuditEntry
    changes: list[Change]


class AuditTrail:
    """One view of what was done in a workspace, newest first."""

    def __init__(self, *, workspace: Workspace, action: str = "", person: str = "", before: str = "") -> None:
        self._workspace = workspace
        self.action = action.replace("\x00", "")
        self.person = _number(person)
        self._before = _number(before)

    @property
    def entries(self) -> list[ShownEntry]:
        """The entries of this page."""
        return [ShownEntry(entry=entry, changes=_changes(entry)) for entry in self._fetched[:PAGE_SIZE]]

    @property
    def is_filtered(self) -> bool:
        """Whether some entries are left out."""
        return bool(self.action or self.person)

    @property
    def is_first(self) -> bool:
        """Whether these are the newest entries."""
        return not self._before

    @property
    def newest_query(self) -> str:
        """The query string of the first page."""
        return self._query()

    @property
    def older_query(self) -> str:
        """The query string of the following page; empty on the last one."""
        return self._query(before=self._fetched[PAGE_SIZE - 1].pk) if len(self._fetched) > PAGE_SIZE else ""

    @cached_property
    def actions(self) -> list[str]:
        """What can be filtered by: the actions that were done here."""
        return audit_actions(workspace=self._workspace)

    @cached_property
    def people(self) -> QuerySet[User]:
        """Whom can be filtered by: who did something here."""
        return audit_people(workspace=self._workspace)

    @cached_property
    def _fetched(self) -> list[AuditEntry]:
        entries = audit_list(workspace=self._workspace, action=self.action, user=self.person)
        if self._before:
            entries = entries.filter(id__lt=self._before)
        return list(entries[: PAGE_SIZE + 1])

    def _query(self, before: int = 0) -> str:
        given = {"action": self.action, "person": self.person, "before": before}
        return "?" + urlencode({name: value for name, value in given.items() if value})


def _changes(entry: AuditEntry) -> list[Change]:
    shown = (
        Change(what=_place(name), before=_words(name, before), after=_words(name, after))
        for name, (before, after) in entry.changes.items()
    )
    return [change for change in shown if change.before or change.after]


def _place(name: str) -> str:
    """Return what a person calls a place: 'item 6, total' for `line_items.5.total`, counted from one."""
    section, _, rest = name.partition(".")
    number, _, field = rest.partition(".")
    if section not in ROW_NOUNS or not number.isdecimal():
        return LABELS.get(name, name.replace("_", " "))
    row = f"{ROW_NOUNS[section]} {int(number) + 1}"
    return f"{row}, {LABELS.get(field, field).lower()}" if field else row


def _words(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{LABELS.get(str(key), str(key)).lower()} {text}" for key, text in value.items())
    return str(value).replace("_", " ") if name == "status" else str(value)


def _number(text: str) -> int:
    """Return an id; 0 for what is none."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0
    return number if number <= _LARGEST_ID else 0
